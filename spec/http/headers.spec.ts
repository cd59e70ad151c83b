import { endToEnd, ReceivedMetadata } from '../../lib/http/headers';
import { MD } from '../../lib/metadata';

describe('http.endToEnd()', () => {
  it('drops the fields of the connection, and those that it names', () => {
    const fields = [
      ['connection', 'close, X-Private'],
      ['keep-alive', '5'],
      ['x-private', 'a'],
      ['x-key', 'b'],
    ] as const;
    expect(endToEnd(fields.map(([name, value]) => [name, value]))).toEqual([['x-key', 'b']]);
  });
});

describe('http.ReceivedMetadata', () => {
  const received = new ReceivedMetadata([
    ['k', 'a'],
    ['k', 'b'],
    ['x-bin', 'AQ==, Ag'],
    ['y-bin', '!'],
  ]);

  it('decodes the values of -bin keys, several in one field too', () => {
    expect([received.md.get('k'), received.md.get('x-bin')]).toEqual([
      ['a', 'b'],
      ['\u0001', '\u0002'],
    ]);
  });

  it('refuses a malformed one only if it was chosen', () => {
    expect(received.checked(new MD({ k: 'a' })).size).toBe(1);
    expect(() => received.checked(received.md)).toThrow('invalid binary header "y-bin"');
  });
});
