import fc from 'fast-check';
import { background, type Context, run, withCancel } from '../../lib/context';
import {
  appendToOutgoingContext,
  fromIncomingContext,
  fromOutgoingContext,
  Join,
  newIncomingContext,
  newOutgoingContext,
  Pairs,
  type Value,
  valueFromOutgoingContext,
} from '../../lib/metadata';
import { itAnywhere } from '../support/anywhere';
import { wrong } from '../support/wrong';

const bg = background();
const lists = (ctx: Context) => Object.fromEntries(fromOutgoingContext(ctx) ?? []);

describe('metadata.newOutgoingContext()', () => {
  itAnywhere('derives a context that carries the metadata, and leaves the parent as it was', () => {
    const ctx = newOutgoingContext(bg, Pairs('k', 'v', 'K', 'w'));
    expect(lists(ctx)).toEqual({ k: ['v', 'w'] });
    expect(lists(withCancel(ctx)[0])).toEqual({ k: ['v', 'w'] });
    expect(fromOutgoingContext(bg)).toBeUndefined();
  });

  it('replaces what was set and appended before', () => {
    const before = appendToOutgoingContext(newOutgoingContext(bg, Pairs('k', 'v')), 'k', 'w', 'l', 'x');
    expect(lists(newOutgoingContext(before, Pairs('k', 'new')))).toEqual({ k: ['new'] });
    expect(lists(newOutgoingContext(before, undefined))).toEqual({});
    expect(lists(before)).toEqual({ k: ['v', 'w'], l: ['x'] });
  });

  it('keeps what was there if that is joined', () => {
    const before = appendToOutgoingContext(bg, 'k', 'v');
    const after = newOutgoingContext(before, Join(fromOutgoingContext(before), Pairs('k', 'w')));
    expect(lists(after)).toEqual({ k: ['v', 'w'] });
  });

  it('copies the metadata', () => {
    const md = Pairs('k', 'v');
    const ctx = newOutgoingContext(bg, md);
    md.get('k')?.push('w');
    md.set('l', 'x');
    expect(lists(ctx)).toEqual({ k: ['v'] });
  });

  it('is independent of what came in', () => {
    const ctx = newOutgoingContext(newIncomingContext(bg, Pairs('in', '1')), Pairs('out', '2'));
    expect([...(fromIncomingContext(ctx)?.keys() ?? [])]).toEqual(['in']);
    expect(lists(ctx)).toEqual({ out: ['2'] });
  });

  it('derives from the current context, without ctx', () => {
    run(newIncomingContext(bg, Pairs('in', '1')), () => {
      for (const ctx of [
        newOutgoingContext(Pairs('k', 'v')),
        newOutgoingContext(undefined, Pairs('k', 'v')),
      ]) {
        expect(lists(ctx)).toEqual({ k: ['v'] });
        expect(fromIncomingContext(ctx)?.get('in')).toEqual(['1']);
      }
      expect(fromOutgoingContext()).toBeUndefined();
    });
  });
});

describe('metadata.appendToOutgoingContext()', () => {
  itAnywhere('adds pairs after what was set', () => {
    const base = newOutgoingContext(bg, Pairs('k1', 'v1', 'k2', 'v2'));
    const ctx = appendToOutgoingContext(appendToOutgoingContext(base, 'k1', 'v3'), 'K1', 'v4');
    expect(lists(ctx)).toEqual({ k1: ['v1', 'v3', 'v4'], k2: ['v2'] });
    expect(valueFromOutgoingContext(ctx, 'K1')).toEqual(['v1', 'v3', 'v4']);
    expect(lists(base)).toEqual({ k1: ['v1'], k2: ['v2'] });
  });

  itAnywhere('adds pairs to nothing', () => {
    expect(lists(appendToOutgoingContext(bg, 'k1', 'v1', 'k1', 'v2', 'k2', 'v3'))).toEqual({
      k1: ['v1', 'v2'],
      k2: ['v3'],
    });
  });

  it('makes the context carry metadata, without a pair too', () => {
    expect(fromOutgoingContext(appendToOutgoingContext(bg))?.size).toBe(0);
    expect(run(bg, () => fromOutgoingContext(appendToOutgoingContext()))?.size).toBe(0);
  });

  itAnywhere('adds to the current context, without ctx, and does not change that', () => {
    run(appendToOutgoingContext(bg, 'k', 'v'), () => {
      expect(lists(appendToOutgoingContext('k', 'w'))).toEqual({ k: ['v', 'w'] });
      expect(lists(appendToOutgoingContext(undefined, 'k', 'w'))).toEqual({ k: ['v', 'w'] });
      expect(fromOutgoingContext()?.get('k')).toEqual(['v']);
    });
  });

  it('takes bytes under -bin, and copies what it is given', () => {
    const bytes = Uint8Array.of(1, 2);
    const kv: Value[] = ['k-bin', bytes, 'k', 'v'];
    const ctx = appendToOutgoingContext(bg, ...kv);
    bytes.fill(9);
    kv[3] = 'w';
    expect(lists(ctx)).toEqual({ 'k-bin': ['\x01\x02'], k: ['v'] });
  });

  it.each([1, 3, 5])('throws if there are %i of key and value', (count) => {
    const kv = Array<string>(count).fill('k');
    const error = new TypeError(
      `metadata: AppendToOutgoingContext got an odd number of input pairs for metadata: ${count}`,
    );
    expect(() => appendToOutgoingContext(bg, ...kv)).toThrow(error);
    expect(() => appendToOutgoingContext(...kv)).toThrow(error);
    expect(() => appendToOutgoingContext(undefined, ...kv)).toThrow(error);
  });

  it.each([
    [[bg, 'k', 1], 'metadata: appendToOutgoingContext: a value of "k" must be a string: got number'],
    [[bg, 1, 'v'], 'metadata: appendToOutgoingContext: a key must be a string: got number'],
    [['k', bg], 'metadata: appendToOutgoingContext: a value of "k" must be a string: got Context'],
    [[bg, bg, 'v'], 'metadata: appendToOutgoingContext: a key must be a string: got Context'],
    [[null, 'v'], 'metadata: appendToOutgoingContext: ctx must be a Context: got null'],
    [[{}, 'v'], 'metadata: appendToOutgoingContext: ctx must be a Context: got object'],
    [[1, 'v'], 'metadata: appendToOutgoingContext: ctx must be a Context: got number'],
    [
      ['k', 'v', bg],
      'metadata: appendToOutgoingContext: ctx must be the first argument: got a Context as argument 3',
    ],
  ])('throws for %p', (args, text) => {
    expect(() => appendToOutgoingContext(...wrong<string[]>(args))).toThrow(new TypeError(text));
  });

  it('never shows one child of a context the pairs of another', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('k', 'l', 'm'), fc.string()), { maxLength: 5 }),
        fc.integer({ min: 100, max: 150 }),
        (base, count) => {
          const parent = base.reduce<Context>((ctx, [k, v]) => appendToOutgoingContext(ctx, k, v), bg);
          const before = lists(parent);
          const children = Array.from({ length: count }, (_, i) =>
            appendToOutgoingContext(parent, 'k', `child ${i}`),
          );
          const grandchildren = children.map((child, i) =>
            appendToOutgoingContext(child, 'k', `grandchild ${i}`),
          );
          for (let i = 0; i < count; i++) {
            const k = [...(before.k ?? []), `child ${i}`];
            expect(valueFromOutgoingContext(children[i], 'k')).toEqual(k);
            expect(lists(grandchildren[i] ?? bg)).toEqual({ ...before, k: [...k, `grandchild ${i}`] });
          }
          expect(lists(parent)).toEqual(before);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('keeps the order of all that was set and appended', () => {
    const pair = fc.tuple(fc.constantFrom('k', 'K', 'l', 'm'), fc.string());
    const step = fc.oneof(fc.array(pair, { maxLength: 4 }), fc.constant('new' as const));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 15 }), (steps) => {
        let ctx = bg;
        let model = new Map<string, string[]>();
        for (const next of steps) {
          if (next === 'new') {
            ctx = newOutgoingContext(ctx, Pairs('k', 'anew'));
            model = new Map([['k', ['anew']]]);
            continue;
          }
          ctx = appendToOutgoingContext(ctx, ...next.flat());
          for (const [key, value] of next) {
            const name = key.toLowerCase();
            model.set(name, [...(model.get(name) ?? []), value]);
          }
        }
        expect([...(fromOutgoingContext(ctx) ?? [])]).toEqual([...model]);
        for (const key of ['k', 'L', 'm', 'n']) {
          expect(valueFromOutgoingContext(ctx, key)).toEqual(model.get(key.toLowerCase()));
        }
      }),
    );
  });

  it('costs the same however much was appended', () => {
    let ctx = bg; // copying all that was there each time would take minutes
    for (let i = 0; i < 100_000; i++) ctx = appendToOutgoingContext(ctx, 'k', `${i}`);
    expect(valueFromOutgoingContext(ctx, 'k')).toHaveLength(100_000);
    expect(fromOutgoingContext(ctx)?.get('k')?.at(-1)).toBe('99999');
  });
});

describe('metadata.fromOutgoingContext()', () => {
  itAnywhere('is undefined if there is none', () => {
    expect(fromOutgoingContext(newIncomingContext(bg, Pairs('k', 'v')))).toBeUndefined();
    expect(fromOutgoingContext()).toBeUndefined();
  });

  it('gives a copy each time', () => {
    const ctx = appendToOutgoingContext(newOutgoingContext(bg, Pairs('k', 'v')), 'k', 'w');
    const md = fromOutgoingContext(ctx);
    md?.get('k')?.push('x');
    md?.set('l', 'y');
    expect(lists(ctx)).toEqual({ k: ['v', 'w'] });
  });
});

describe('metadata.valueFromOutgoingContext()', () => {
  const ctx = appendToOutgoingContext(newOutgoingContext(bg, Pairs('k', 'v')), 'K', 'w', 'X-UP', 'x');

  it.each<[string, string[] | undefined]>([
    ['k', ['v', 'w']],
    ['K', ['v', 'w']],
    ['x-up', ['x']],
    ['unknown', undefined],
    ['', undefined],
    ['\u212A', undefined],
    ['constructor', undefined],
  ])('of %j is %j', (key, values) => {
    expect(valueFromOutgoingContext(ctx, key)).toEqual(values);
    expect(run(ctx, () => valueFromOutgoingContext(key))).toEqual(values);
    expect(run(ctx, () => valueFromOutgoingContext(undefined, key))).toEqual(values);
    expect(valueFromOutgoingContext(bg, key)).toBeUndefined();
  });

  it('is a copy', () => {
    valueFromOutgoingContext(ctx, 'k')?.push('mutated');
    expect(valueFromOutgoingContext(ctx, 'k')).toEqual(['v', 'w']);
  });
});
