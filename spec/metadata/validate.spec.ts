import fc from 'fast-check';
import { MD, Pairs, validate } from '../../lib/metadata';
import { wrong } from '../support/wrong';

const empty = 'there is an empty key in the header';
const illegal = (quoted: string) => `header key ${quoted} contains illegal characters not in [0-9a-z-_.]`;
const unprintable = (key: string) => `header key "${key}" contains value with non-printable ASCII characters`;

/** What the types allow to reach `validate` beside an MD: lists under keys as they are. */
type Entries = [string, string[]][];

describe('metadata.validate()', () => {
  it.each<[Entries]>([
    [[]],
    [[['a.b', ['x']]]],
    [[['a-b', ['x']]]],
    [[['a_b', ['x']]]],
    [[['0', ['x']]]],
    [[['k', ['', ' x ', '~', '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}']]]],
    [[['k', []]]],
    [[['test-bin', [String.fromCharCode(...Array(256).keys())]]]],
    [[[':authority', ['x']]]],
    [[[':', ['x']]]],
    [[['connection', ['x']]]],
  ])('takes %j', (md) => {
    expect(validate(md)).toBeUndefined();
  });

  it.each<[Entries, string]>([
    [[['', ['x']]], empty],
    [[['/', ['x']]], illegal('"/"')],
    [[['\x19', ['x']]], illegal('"\\x19"')],
    [[['Key', ['x']]], illegal('"Key"')],
    [[['a b', ['x']]], illegal('"a b"')],
    [[['a:b', ['x']]], illegal('"a:b"')],
    [[['é', ['x']]], illegal('"é"')],
    [[['世界', ['x']]], illegal('"世界"')],
    [[['\u212Aey', ['x']]], illegal('"\u212Aey"')],
    [[['\u0130d', ['x']]], illegal('"\u0130d"')],
    [[['a"b\\c', ['x']]], illegal('"a\\"b\\\\c"')],
    [[['a\r\nb', ['x']]], illegal('"a\\r\\nb"')],
    [[['a\u00a0\u200b\x7f', ['x']]], illegal('"a\\u00a0\\u200b\\x7f"')],
    [[['\u{1F600}\u{E0001}', ['x']]], illegal('"\u{1F600}\\U000e0001"')],
    [[['k\n', ['x']]], illegal('"k\\n"')],
    [[['test', ['\x19']]], unprintable('test')],
    [[['test', ['a\tb']]], unprintable('test')],
    [[['test', ['\x7f']]], unprintable('test')],
    [[['test', ['é']]], unprintable('test')],
    [[['test', ['世']]], unprintable('test')],
    [[['test', ['ok', 'x\n']]], unprintable('test')],
    [[['test', ['\0']]], unprintable('test')],
    [[['test-bin', ['Ā']]], 'header key "test-bin" contains value with characters above U+00FF'],
    [[['test', [wrong(1)]]], 'header key "test" contains a value that is not a string'],
    [[['test-bin', [wrong(undefined)]]], 'header key "test-bin" contains a value that is not a string'],
  ])('refuses %j', (md, text) => {
    expect(validate(md)).toEqual(new RangeError(text));
  });

  it('tells of the first fault', () => {
    expect(validate(Pairs('ok', 'x', 'a', '\n', '', 'x'))?.message).toBe(unprintable('a'));
  });

  it('sees what was put into the list past the MD', () => {
    const md = Pairs('k', 'v', 'k-bin', 'v');
    md.get('k')?.push('bad\r\nx: 1');
    expect(validate(md)?.message).toBe(unprintable('k'));
  });

  it('takes exactly the keys and values that grpc-go takes', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 4 }),
        fc.string({ unit: 'binary', maxLength: 4 }),
        (key, value) => {
          const md = new MD().set(key, value.replace(/[^\0-\xff]/g, ''));
          const [[name = '', values = []] = []] = md;
          const goodKey =
            name !== '' && [...name].every((c) => '0123456789abcdefghijklmnopqrstuvwxyz-_.'.includes(c));
          const goodValue =
            name.endsWith('-bin') || (values[0] ?? '').split('').every((c) => c >= ' ' && c <= '~');
          fc.pre(!name.startsWith(':'));
          expect(validate(md) === undefined).toBe(goodKey && goodValue);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
