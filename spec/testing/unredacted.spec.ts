import { deepStrictEqual } from 'node:assert';
import { MD, Pairs } from '../../lib/metadata';
import { unredacted } from '../../lib/testing';
import { thrownBy, wrong } from '../support/wrong';

describe('testing.unredacted()', () => {
  it('is a plain object of the keys and values', () => {
    expect(unredacted(Pairs('K', 'v', 'k', 'w', 'l-bin', Uint8Array.of(255)))).toEqual({
      k: ['v', 'w'],
      'l-bin': ['\xff'],
    });
    expect(Object.keys(unredacted(Pairs('__proto__', 'v')))).toEqual(['__proto__']);
    expect(unredacted(undefined)).toBeUndefined();
  });

  it('has lists of its own', () => {
    const md = Pairs('k', 'v');
    unredacted(md).k?.push('w');
    expect(md.get('k')).toEqual(['v']);
  });

  it.each([
    ['jest', (a: unknown, b: unknown) => expect(a).toEqual(b)],
    ['assert', (a: unknown, b: unknown) => deepStrictEqual(a, b)],
  ])('has %s say where two differ, of which an MD says nothing', (name, compare) => {
    const [a, b] = [Pairs('token', 'one'), Pairs('token', 'two')];
    expect(String(thrownBy(() => compare(unredacted(a), unredacted(b))))).toMatch(
      /one[\s\S]*two|two[\s\S]*one/,
    );
    if (name === 'jest') expect(String(thrownBy(() => compare(a, b)))).not.toMatch(/one|two/);
    expect(thrownBy(() => compare(a, a.copy()))).toBeUndefined();
    expect(thrownBy(() => compare(new Map(a), new Map(a.copy())))).toBeUndefined();
  });

  it('is what jest names where two MDs differ, of whose copies it cannot print the values', () => {
    const [a, b] = [Pairs('token', 'one'), Pairs('token', 'two')];
    expect(thrownBy(() => expect({ a }).toEqual({ a: b }))).toMatchObject({
      name: 'TypeError',
      message: expect.stringMatching(/^metadata: MD\.entries: .* compare unredacted\(md\)/),
    });
    const other = String(thrownBy(() => expect({ a, n: 4711 }).toEqual({ a: b, n: 815 })));
    expect(other).toMatch(/815[\s\S]*4711/);
    expect(other).not.toMatch(/one|two/);
    expect([...a.entries()]).toEqual([['token', ['one']]]);
  });

  it('throws if it is given no MD', () => {
    expect(() => unredacted(wrong({ k: ['v'] }))).toThrow(
      new TypeError('testing: unredacted: md must be an MD: got object'),
    );
    expect(new MD(structuredClone(Pairs('k', 'v')))).toEqual(Pairs('k', 'v'));
  });
});
