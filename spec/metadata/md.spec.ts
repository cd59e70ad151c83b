import fc from 'fast-check';
import { type Init, MD, New, Pairs } from '../../lib/metadata';
import { wrong } from '../support/wrong';

const lists = (md: MD) => Object.fromEntries(md);

describe('new metadata.MD()', () => {
  it('takes entries, and none', () => {
    expect(new MD().size).toBe(0);
    expect(new MD(null).size).toBe(0);
    expect(
      lists(
        new MD([
          ['K', 'v'],
          ['l', ['w', 'x']],
        ]),
      ),
    ).toEqual({ k: ['v'], l: ['w', 'x'] });
  });

  it('keeps the values of a key that comes again', () => {
    const entries: Init = [
      ['k', 'v'],
      ['K', 'w'],
      ['k', ['x']],
    ];
    expect(lists(new MD(entries))).toEqual({ k: ['v', 'w', 'x'] });
  });

  it('shares no list with what it was made from', () => {
    const list = ['v'];
    const md = new MD([['k', list]]);
    const again = new MD(md);
    list.push('w');
    md.get('k')?.push('x');
    expect([lists(md), lists(again)]).toEqual([{ k: ['v', 'x'] }, { k: ['v'] }]);
  });

  it('is a Map that others can read', () => {
    const md = Pairs('k', 'v', 'k', 'w');
    expect(md).toBeInstanceOf(Map);
    expect(new Map(md).get('k')).toEqual(['v', 'w']);
    expect(structuredClone(md).get('k')).toEqual(['v', 'w']);
    expect(Object.fromEntries(md)).toEqual({ k: ['v', 'w'] });
  });

  it('lists keys in the order in which they came', () => {
    const md = Pairs('b', '1', 'a', '2', 'B', '3');
    md.delete('b');
    md.set('c', '4').append('b', '5');
    expect([...md.keys()]).toEqual(['a', 'c', 'b']);
    const seen: unknown[] = [];
    md.forEach((values, key) => {
      seen.push([key, ...values]);
    });
    expect(seen).toEqual([...md].map(([key, values]) => [key, ...values]));
  });
});

describe('MD.get()', () => {
  it('finds a key in any case', () => {
    expect(Pairs('Header', '42', 'Header', '43').get('HEADER')).toEqual(['42', '43']);
  });

  it('is undefined if there are no values', () => {
    expect(new MD().get('missing')).toBeUndefined();
    expect(new MD().get(wrong(undefined))).toBeUndefined();
    expect(new MD().get(wrong(1))).toBeUndefined();
  });

  it('gives the list itself, not a copy', () => {
    const md = Pairs('k', 'v');
    md.get('k')?.push('w');
    expect(md.get('k')).toEqual(['v', 'w']);
  });

  it('folds no letter but those of ASCII, so that none turns into a legal key', () => {
    const md = Pairs('\u212A', 'kelvin', '\u0130', 'dotted', 'ſ', 'long s');
    expect([...md.keys()]).toEqual(['\u212A', '\u0130', 'ſ']);
    for (const key of ['k', 'K', 'i', 'I', 's', 'S']) expect(md.has(key)).toBe(false);
    expect(md.get('\u212A')).toEqual(['kelvin']);
  });
});

describe('MD.set()', () => {
  it('replaces what was there, under a key in any case', () => {
    const md = Pairs('other-key', '999', 'k', 'v');
    expect(md.set('Other-Key', '1')).toBe(md);
    expect(lists(md)).toEqual({ 'other-key': ['1'], k: ['v'] });
    md.set('K', 'a', 'b').set('l', ['c', 'd'], 'e');
    expect(lists(md)).toEqual({ 'other-key': ['1'], k: ['a', 'b'], l: ['c', 'd', 'e'] });
  });

  it('does nothing without a value', () => {
    const md = Pairs('k', 'v');
    md.set('k').set('k', []).set('l').set('l', []);
    expect(lists(md)).toEqual({ k: ['v'] });
  });

  it('copies a list', () => {
    const list = ['v'];
    const md = new MD().set('k', list);
    list.push('w');
    expect(md.get('k')).toEqual(['v']);
  });

  it('takes its own list', () => {
    const md = Pairs('k', 'v', 'k', 'w');
    md.set('k', md.get('k') ?? []);
    expect(lists(md)).toEqual({ k: ['v', 'w'] });
  });
});

describe('MD.append()', () => {
  it('adds after what was there, under a key in any case', () => {
    const md = Pairs('my-optional-header', '42');
    expect(md.append('my-OptIoNal-HeAder', '1', '2')).toBe(md);
    md.append('new', ['a', 'b']);
    expect(lists(md)).toEqual({ 'my-optional-header': ['42', '1', '2'], new: ['a', 'b'] });
  });

  it('does nothing without a value', () => {
    const md = Pairs('k', 'v');
    md.append('k').append('l').append('m', []);
    expect(lists(md)).toEqual({ k: ['v'] });
  });

  it('takes its own list', () => {
    const md = Pairs('k', 'v');
    md.append('k', md.get('k') ?? []);
    expect(lists(md)).toEqual({ k: ['v', 'v'] });
  });

  it('takes more values than a call takes arguments', () => {
    const many = Array.from({ length: 300_000 }, String);
    expect(Pairs('k', 'v').append('k', many).get('k')).toHaveLength(300_001);
  });
});

describe('MD.delete()', () => {
  it('removes a key in any case, and tells whether it was there', () => {
    const md = Pairs('a', '1', 'b', '2');
    expect([md.delete('A'), md.delete('b'), md.delete('b'), md.delete('c')]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(md.size).toBe(0);
  });
});

describe('MD.size and MD.has()', () => {
  it('count keys, not values', () => {
    const md = Pairs('a', '1', 'A', '2', 'b', '3');
    expect([md.size, md.has('A'), md.has('c')]).toEqual([2, true, false]);
  });
});

describe('MD.copy()', () => {
  it('shares nothing with the original', () => {
    const md = Pairs('k', 'v');
    const copy = md.copy();
    md.get('k')?.push('w');
    md.set('l', 'x');
    copy.get('k')?.push('y');
    expect([lists(md), lists(copy)]).toEqual([{ k: ['v', 'w'], l: ['x'] }, { k: ['v', 'y'] }]);
    expect(copy).toBeInstanceOf(MD);
    expect(new MD().copy().size).toBe(0);
  });
});

describe('MD.bytes()', () => {
  it('gives copies of the bytes, of exactly their length', () => {
    const md = Pairs('k-bin', Uint8Array.of(0, 128, 255), 'k-bin', '');
    const bytes = md.bytes('K-Bin');
    expect(bytes).toEqual([Uint8Array.of(0, 128, 255), Uint8Array.of()]);
    expect(bytes.map(({ buffer }) => buffer.byteLength)).toEqual([3, 0]);
    expect(bytes.map((b) => b.constructor.name)).toEqual(['Uint8Array', 'Uint8Array']);
    bytes[0]?.fill(9);
    expect(md.bytes('k-bin')[0]).toEqual(Uint8Array.of(0, 128, 255));
  });

  it('gives none for a key without values', () => {
    expect(New().bytes('k-bin')).toEqual([]);
  });

  it('gives back all bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array()), (list) => {
        expect(new MD().set('k-bin', list).bytes('k-bin')).toEqual(list);
      }),
    );
  });
});

describe('an MD', () => {
  type Step = ['set' | 'append', string, string[]] | ['delete', string] | ['copy'] | ['again'];

  const keyOf = fc.constantFrom(
    'k',
    'K',
    'Key',
    'KEY',
    '__proto__',
    'constructor',
    'toString',
    '',
    '\u212A',
    'İ',
  );
  const values = fc.array(fc.string(), { maxLength: 3 });
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.tuple(fc.constantFrom('set' as const, 'append' as const), keyOf, values),
    fc.tuple(fc.constant('delete' as const), keyOf),
    fc.constantFrom<Step>(['copy'], ['again']),
  );
  const fold = (key: string) => key.replace(/[A-Z]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 32));

  it('is what a simple map of lists is', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), keyOf, (steps, asked) => {
        const model = new Map<string, string[]>();
        let md = new MD();
        for (const [what, key = '', list = []] of steps) {
          const name = fold(key);
          if (what === 'copy') md = md.copy();
          else if (what === 'again') md = new MD(md);
          else if (what === 'delete') expect(md.delete(key)).toBe(model.delete(name));
          else {
            md[what](key, ...list);
            const before = what === 'set' ? [] : (model.get(name) ?? []);
            if (list.length > 0) model.set(name, [...before, ...list]);
          }
        }
        expect([...md]).toEqual([...model]);
        expect([md.size, md.has(asked), md.get(asked)]).toEqual([
          model.size,
          model.has(fold(asked)),
          model.get(fold(asked)),
        ]);
      }),
      { numRuns: 500 },
    );
  });
});
