import { MD, Pairs } from '../../lib/metadata';
import { nameOf } from '../../lib/metadata/internal';

describe('metadata.nameOf()', () => {
  it('keeps what is in use, however many names strangers send', () => {
    const own = nameOf('x-own-name');
    for (let i = 0; i < 10_000; i++) {
      nameOf(`x-stranger-${i}`);
      if (i % 100 === 0) expect(nameOf('x-own-name')).toBe(own);
    }
  });

  it('forgets what is not in use any more', () => {
    const stranger = nameOf('x-stranger');
    for (let i = 0; i < 1100; i++) nameOf(`x-other-${i}`);
    expect(nameOf('x-stranger')).not.toBe(stranger);
    expect(nameOf('x-stranger')).toEqual(stranger);
  });

  it('does not keep what is too long', () => {
    const key = 'x'.repeat(101);
    expect(nameOf(key)).not.toBe(nameOf(key));
    expect(nameOf(key)).toEqual(nameOf(key));
  });

  it('does not care for the case, whatever was forgotten meanwhile', () => {
    const md = Pairs('K', '1');
    for (let i = 0; i < 1100; i++) nameOf(`x-other-${i}`);
    expect([...md.append('k', '2').append('K', '3')]).toEqual([['k', ['1', '2', '3']]]);
    expect(new MD(md).get('K')).toEqual(['1', '2', '3']);
  });
});

describe('MD.first()', () => {
  it('is the first value of the key, in any case, or undefined', () => {
    const md = Pairs('k', 'v', 'K', 'w', 'empty', '');
    expect([md.first('K'), md.first('empty'), md.first('none')]).toEqual(['v', '', undefined]);
  });
});
