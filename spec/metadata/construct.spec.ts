import { background } from '../../lib/context';
import { Join, MD, New, newOutgoingContext, Pairs, type Value } from '../../lib/metadata';
import { wrong } from '../support/wrong';

/** Returns the lists of `md` as an object. */
const lists = (md: MD) => Object.fromEntries(md);

describe('metadata.New()', () => {
  const table: [string, Parameters<typeof New>[0], Record<string, string[]>][] = [
    ['nothing', undefined, {}],
    ['null', null, {}],
    ['an empty object', {}, {}],
    ['an object', { k: 'v', l: 'w' }, { k: ['v'], l: ['w'] }],
    ['an upper-case key', { K: 'v' }, { k: ['v'] }],
    ['keys that differ in case', { A: '1', a: '2' }, { a: ['1', '2'] }],
    ['a list of values', { k: ['v', 'w'] }, { k: ['v', 'w'] }],
    ['an empty list', { k: [] }, {}],
    [
      'entries',
      [
        ['K', 'v'],
        ['k', ['w', 'x']],
      ],
      { k: ['v', 'w', 'x'] },
    ],
    [
      'a Map',
      new Map([
        ['K', 'v'],
        ['k', 'w'],
      ]),
      { k: ['v', 'w'] },
    ],
    ['a Headers', new Headers({ 'X-One': '1' }), { 'x-one': ['1'] }],
    ['an MD', Pairs('k', 'v', 'k', 'w'), { k: ['v', 'w'] }],
    ['bytes', { 'k-bin': Uint8Array.of(0, 255), l: 'x' }, { 'k-bin': ['\x00\xff'], l: ['x'] }],
    ['an empty key and value', { '': '' }, { '': [''] }],
  ];

  it.each(table)('takes %s', (_, init, expected) => {
    const md = New(init);
    expect(md).toBeInstanceOf(MD);
    expect(lists(md)).toEqual(expected);
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'size'])('takes the key %s', (key) => {
    const md = New(JSON.parse(`{ ${JSON.stringify(key)}: "v" }`));
    expect([...md]).toEqual([[key.toLowerCase(), ['v']]]);
    expect(md.get(key)).toEqual(['v']);
    expect(New().get(key)).toBeUndefined();
    expect(New().has(key)).toBe(false);
  });

  it('shares no list with what it was made from', () => {
    const init = { k: ['v'] };
    const md = New(init);
    init.k.push('later');
    expect(md.get('k')).toEqual(['v']);
  });
});

describe('metadata.Pairs()', () => {
  const table: [Value[], Record<string, string[]>][] = [
    [[], {}],
    [['k1', 'v1', 'K1', 'v2'], { k1: ['v1', 'v2'] }],
    [['k1', 'v1', 'k2', 'v2', 'k1', 'v3'], { k1: ['v1', 'v3'], k2: ['v2'] }],
    [['', ''], { '': [''] }],
    [['k-bin', Uint8Array.of(1, 2), 'K-Bin', '\xff'], { 'k-bin': ['\x01\x02', '\xff'] }],
    [['__proto__', 'v'], JSON.parse('{ "__proto__": ["v"] }')],
  ];

  it.each(table)('makes of %j what it says', (kv, expected) => {
    expect(lists(Pairs(...kv))).toEqual(expected);
  });

  it('keeps the order of values of one key, and that of keys', () => {
    const md = Pairs('b', '2', 'a', '1', 'b', '1');
    expect([...md]).toEqual([
      ['b', ['2', '1']],
      ['a', ['1']],
    ]);
  });

  it.each([1, 3, 5])('throws if there are %i of them', (count) => {
    expect(() => Pairs(...Array<string>(count).fill('a'))).toThrow(
      new TypeError(`metadata: Pairs got the odd number of input pairs for metadata: ${count}`),
    );
  });

  it('shares no list with another', () => {
    const kv = ['k', 'v'];
    const [a, b] = [Pairs(...kv), Pairs(...kv)];
    a.get('k')?.push('w');
    expect(b.get('k')).toEqual(['v']);
  });
});

describe('metadata.Join()', () => {
  it('puts the values of one key in the order of the arguments', () => {
    const md = Join(Pairs('foo', 'bar'), Pairs('foo', 'baz'), Pairs('zip', 'zap'));
    expect(lists(md)).toEqual({ foo: ['bar', 'baz'], zip: ['zap'] });
  });

  it('takes nothing, and undefined and null for nothing', () => {
    expect(Join().size).toBe(0);
    expect(lists(Join(undefined, Pairs('k', 'v'), null))).toEqual({ k: ['v'] });
  });

  it('merges keys that differ in case, as MD owns its keys', () => {
    expect(lists(Join([['A', '1']], [['a', ['2']]]))).toEqual({ a: ['1', '2'] });
  });

  it('shares nothing with what it was made from', () => {
    const md = Pairs('k', 'v');
    const joined = Join(md);
    md.get('k')?.push('w');
    md.append('l', 'x');
    expect(lists(joined)).toEqual({ k: ['v'] });
    joined.get('k')?.push('y');
    expect(md.get('k')).toEqual(['v', 'w']);
  });
});

describe('a value', () => {
  class Bytes extends Uint8Array {}
  const whole = Uint8Array.of(0, 1, 2, 3, 4);
  const foreign: Uint8Array = require('node:vm').runInNewContext('Uint8Array.of(1, 255)');

  it.each<[string, Uint8Array, string]>([
    ['a Uint8Array', Uint8Array.of(1, 255), '\x01\xff'],
    ['a Buffer', Buffer.from([1, 255]), '\x01\xff'],
    ['a subclass', Bytes.of(1, 255), '\x01\xff'],
    ['one of another realm', foreign, '\x01\xff'],
    ['a part of a buffer', whole.subarray(1, 3), '\x01\x02'],
    ['shared memory', new Uint8Array(new SharedArrayBuffer(2)), '\x00\x00'],
    ['no bytes', new Uint8Array(0), ''],
  ])('under -bin may be %s', (_, bytes, stored) => {
    expect(Pairs('k-bin', bytes).get('k-bin')).toEqual([stored]);
    expect(Pairs('k-bin', bytes).bytes('k-bin')).toEqual([Uint8Array.from(bytes)]);
  });

  it('under -bin is a copy of the bytes', () => {
    const bytes = Uint8Array.of(1, 2);
    const md = Pairs('k-bin', bytes);
    bytes.fill(9);
    expect(md.get('k-bin')).toEqual(['\x01\x02']);
  });

  const says = (key: string, got: string) => `a value of "${key}" must be ${got}`;

  it.each<[string, unknown, string]>([
    ['k', undefined, says('k', 'a string: got undefined')],
    ['k', null, says('k', 'a string: got null')],
    ['k', 1, says('k', 'a string: got number')],
    ['k', Object('x'), says('k', 'a string: got String')],
    ['k', { toString: () => 'x' }, says('k', 'a string: got object')],
    ['k', Object.create(null), says('k', 'a string: got object')],
    ['k', () => 'x', says('k', 'a string: got function')],
    ['k', Symbol('x'), says('k', 'a string: got symbol')],
    ['k', Uint8Array.of(1), says('k', 'a string, as the key does not end in "-bin": got Uint8Array')],
    ['k-bin', Uint16Array.of(1), says('k-bin', 'a string: got Uint16Array')],
    ['k-bin', new DataView(new ArrayBuffer(1)), says('k-bin', 'a string: got DataView')],
    ['k-bin', new ArrayBuffer(1), says('k-bin', 'a string: got ArrayBuffer')],
    ['k-bin', 'Ā', says('k-bin', 'bytes, one a character: got a character above U+00FF')],
  ])('of %s is refused if it is %p', (key, value, text) => {
    const bad = wrong<string>(value);
    const error = (where: string) => new TypeError(`metadata: ${where}: ${text}`);
    expect(() => Pairs(key, bad)).toThrow(error('Pairs'));
    expect(() => New({ [key]: bad })).toThrow(error('New'));
    expect(() => New({ [key]: ['ok', bad] })).toThrow(error('New'));
    expect(() => new MD([[key, bad]])).toThrow(error('MD'));
    expect(() => new MD().set(key, bad)).toThrow(error('MD.set'));
    expect(() => new MD().append(key, 'ok', bad)).toThrow(error('MD.append'));
    expect(() => Join([[key, bad]])).toThrow(error('Join'));
  });

  it.each([[undefined], [null], [1], [Symbol('k')], [{}]])('has no key %p', (key) => {
    const got = key === null ? 'null' : typeof key;
    const error = (where: string) => new TypeError(`metadata: ${where}: a key must be a string: got ${got}`);
    expect(() => Pairs(wrong(key), 'v')).toThrow(error('Pairs'));
    expect(() => new MD().set(wrong(key), 'v')).toThrow(error('MD.set'));
    expect(() => new MD().append(wrong(key), 'v')).toThrow(error('MD.append'));
    expect(() => New(wrong([[key, 'v']]))).toThrow(error('New'));
    expect([new MD().get(wrong(key)), new MD().has(wrong(key)), new MD().delete(wrong(key))]).toEqual([
      undefined,
      false,
      false,
    ]);
  });

  it.each<[unknown, string]>([
    ['Bearer SECRET', 'string'],
    [['authorization', 'SECRET'], 'string'],
    [[['k']], 'Array'],
    [[['k', 'v', 'w']], 'Array'],
    [[{ key: 'k', value: 'v' }], 'object'],
    [[null], 'null'],
  ])('and its key are a pair: %j is none', (init, got) => {
    const text = `an entry must be a pair of key and value: got ${got}`;
    for (const [where, make] of Object.entries({ New, Join })) {
      const f = () => make(wrong(init));
      if (typeof init === 'string')
        expect(f).toThrow(
          new TypeError(`metadata: ${where}: md must be metadata, entries or a plain object: got string`),
        );
      else expect(f).toThrow(new TypeError(`metadata: ${where}: ${text}`));
    }
  });

  it.each<[unknown, string]>([
    [1, 'number'],
    [true, 'boolean'],
    [() => 1, 'function'],
    [Symbol('SECRET'), 'symbol'],
    [Promise.resolve(1), 'Promise'],
    [new Date(0), 'Date'],
    [new (class Own {})(), 'Own'],
    [background(), 'Context'],
  ])('is not in %p', (init, got) => {
    const text = `md must be metadata, entries or a plain object: got ${got}`;
    expect(() => New(wrong(init))).toThrow(new TypeError(`metadata: New: ${text}`));
    expect(() => new MD(wrong(init))).toThrow(new TypeError(`metadata: MD: ${text}`));
    expect(() => Join(Pairs(), wrong(init))).toThrow(new TypeError(`metadata: Join: ${text}`));
    expect(() => newOutgoingContext(wrong(init))).toThrow(
      new TypeError(`metadata: newOutgoingContext: ${text}`),
    );
  });

  it('that is refused leaves the MD as it was', () => {
    const md = Pairs('k', 'v');
    expect(() => md.append('k', 'w', wrong(1))).toThrow(TypeError);
    expect(() => md.set('k', 'w', wrong(1))).toThrow(TypeError);
    expect(lists(md)).toEqual({ k: ['v'] });
  });
});
