import { background } from '../../lib/context';
import { appendToOutgoingContext, newOutgoingContext } from '../../lib/metadata';
import { sentFields } from '../../lib/wire/internal';

describe('wire.sentFields()', () => {
  const ctx = appendToOutgoingContext(background(), 'k', 'a', 'k-bin', Uint8Array.of(1), 'k', 'b');

  it('are the metadata of the context, then the call’s own, those of one key together', () => {
    expect(sentFields(ctx, undefined)).toEqual(['k', 'a', 'k', 'b', 'k-bin', 'AQ']);
    expect(sentFields(ctx, { k: 'c' })).toEqual(['k', 'a', 'k', 'b', 'k', 'c', 'k-bin', 'AQ']);
    expect(sentFields(background(), undefined)).toEqual([]);
  });

  it('are made once for all calls that send them', () => {
    expect(sentFields(ctx, undefined)).toBe(sentFields(ctx, undefined));
    const plain = appendToOutgoingContext(background(), 'k', 'a', 'l', 'b', 'k', 'c');
    expect(sentFields(plain, undefined)).toEqual(['k', 'a', 'l', 'b', 'k', 'c']);
  });

  it('leave out reserved names', () => {
    expect(sentFields(newOutgoingContext(background(), { te: 'x', k: 'a' }), undefined)).toEqual(['k', 'a']);
  });

  it.each([
    ['an illegal key', { 'a!b': 'x' }, 'a!b'],
    ['a value that does not print', { k: 'a\nb' }, 'k'],
    ['a field that HTTP/2 forbids', { connection: 'close' }, 'connection'],
  ])('refuse %s, naming the key alone', (_, md, key) => {
    expect(() => sentFields(newOutgoingContext(background(), md), undefined)).toThrow(`"${key}"`);
  });
});
