import { background, run, withCancel } from '../../lib/context';
import {
  fromIncomingContext,
  fromOutgoingContext,
  newIncomingContext,
  newOutgoingContext,
  Pairs,
  valueFromIncomingContext,
} from '../../lib/metadata';
import { withIncoming } from '../../lib/metadata/internal';
import { itAnywhere } from '../support/anywhere';
import { wrong } from '../support/wrong';

const bg = background();

describe('metadata.newIncomingContext()', () => {
  itAnywhere('derives a context that carries the metadata, and leaves the parent as it was', () => {
    const ctx = newIncomingContext(bg, Pairs('k', 'v', 'k', 'w'));
    expect([...(fromIncomingContext(ctx) ?? [])]).toEqual([['k', ['v', 'w']]]);
    expect(fromIncomingContext(bg)).toBeUndefined();
    expect(fromIncomingContext(withCancel(ctx)[0])?.get('k')).toEqual(['v', 'w']);
  });

  it('replaces what was there', () => {
    const outer = newIncomingContext(bg, Pairs('k', 'v', 'l', 'x'));
    const inner = newIncomingContext(outer, Pairs('k', 'w'));
    expect([...(fromIncomingContext(inner)?.keys() ?? [])]).toEqual(['k']);
    expect(fromIncomingContext(outer)?.size).toBe(2);
  });

  it('copies the metadata', () => {
    const md = Pairs('k', 'v');
    const ctx = newIncomingContext(bg, md);
    md.get('k')?.push('w');
    md.set('l', 'x');
    expect([...(fromIncomingContext(ctx) ?? [])]).toEqual([['k', ['v']]]);
  });

  it('takes entries, and folds and merges their keys', () => {
    const ctx = newIncomingContext(bg, [
      ['X-UP', 'v'],
      ['x-up', ['w']],
    ]);
    expect(fromIncomingContext(ctx)?.get('x-up')).toEqual(['v', 'w']);
  });

  it('carries empty metadata if given undefined', () => {
    expect(fromIncomingContext(newIncomingContext(bg, undefined))?.size).toBe(0);
    expect(run(bg, () => fromIncomingContext(newIncomingContext(undefined)))?.size).toBe(0);
  });

  it('derives from the current context, without ctx', () => {
    const outer = newOutgoingContext(bg, Pairs('out', '1'));
    run(outer, () => {
      for (const ctx of [
        newIncomingContext(Pairs('k', 'v')),
        newIncomingContext(undefined, Pairs('k', 'v')),
      ]) {
        expect(valueFromIncomingContext(ctx, 'k')).toEqual(['v']);
        expect(fromOutgoingContext(ctx)?.get('out')).toEqual(['1']);
      }
      expect(fromIncomingContext()).toBeUndefined();
    });
  });

  it('throws if ctx is not a context', () => {
    expect(() => newIncomingContext(wrong(null), Pairs())).toThrow(TypeError);
    expect(() => newIncomingContext(wrong({}), Pairs())).toThrow('ctx must be a Context: got object');
  });
});

describe('metadata.fromIncomingContext()', () => {
  itAnywhere('is undefined if there is none', () => {
    expect(fromIncomingContext(bg)).toBeUndefined();
    expect(fromIncomingContext(newOutgoingContext(bg, Pairs('k', 'v')))).toBeUndefined();
    expect(fromIncomingContext()).toBeUndefined();
  });

  itAnywhere('reads the current context, without ctx, after each await', async () => {
    await run(newIncomingContext(bg, Pairs('k', 'v')), async () => {
      await null;
      expect(fromIncomingContext()?.get('k')).toEqual(['v']);
    });
  });

  it('gives a copy each time', () => {
    for (const ctx of [newIncomingContext(bg, Pairs('k', 'v')), withIncoming(bg, Pairs('k', 'v'))]) {
      const md = fromIncomingContext(ctx);
      md?.get('k')?.push('w');
      md?.set('l', 'x').delete('k');
      expect([...(fromIncomingContext(ctx) ?? [])]).toEqual([['k', ['v']]]);
    }
  });
});

describe('metadata.valueFromIncomingContext()', () => {
  const ctx = newIncomingContext(bg, Pairs('k', 'v', 'K', 'w', 'X-UP', 'x', 'b-bin', Uint8Array.of(255)));

  it.each<[string, string[] | undefined]>([
    ['k', ['v', 'w']],
    ['K', ['v', 'w']],
    ['x-up', ['x']],
    ['X-uP', ['x']],
    ['b-bin', ['\xff']],
    ['unknown', undefined],
    ['', undefined],
    ['\u212A', undefined],
    ['__proto__', undefined],
  ])('of %j is %j', (key, values) => {
    expect(valueFromIncomingContext(ctx, key)).toEqual(values);
    expect(run(ctx, () => valueFromIncomingContext(key))).toEqual(values);
    expect(run(ctx, () => valueFromIncomingContext(undefined, key))).toEqual(values);
    expect(valueFromIncomingContext(bg, key)).toBeUndefined();
  });

  it('is a copy', () => {
    valueFromIncomingContext(ctx, 'k')?.push('mutated');
    expect(valueFromIncomingContext(ctx, 'k')).toEqual(['v', 'w']);
  });
});
