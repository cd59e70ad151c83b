import { statusMessage } from '../../lib/wire/internal';

describe('wire.statusMessage()', () => {
  it('is the text, as long as peers take it', () => {
    expect(statusMessage('no tea')).toBe('no tea');
    expect(statusMessage('x'.repeat(8192))).toHaveLength(8192);
  });

  it('is cut at a whole character', () => {
    expect(statusMessage('x'.repeat(9000))).toHaveLength(8192);
    const tea = statusMessage('\u{1F375}'.repeat(2000));
    expect(encodeURI(tea).length).toBeLessThanOrEqual(8192);
    expect(tea).toBe('\u{1F375}'.repeat(682));
  });

  it('is a string, whatever was given', () => {
    expect([statusMessage(undefined), statusMessage(5), statusMessage('a\uD83C')]).toEqual([
      '',
      '5',
      'a\uFFFD',
    ]);
  });
});
