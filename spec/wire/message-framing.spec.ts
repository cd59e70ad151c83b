import { MessageFraming } from '../../lib/wire/client-sessions';

/** Returns a message of `length` bytes, with its prefix. */
function message(length: number): Buffer {
  const bytes = Buffer.alloc(5 + length);
  bytes.writeUInt32BE(length, 1);
  return bytes;
}

describe('MessageFraming', () => {
  it.each([0, 1, 255, 256, 70_000])('knows where a message of %p bytes ends, however it is cut', (length) => {
    for (const size of [1, 2, 5, 7, 65_536]) {
      const framing = new MessageFraming();
      const bytes = Buffer.concat([message(length), message(3)]);
      for (let at = 0; at < bytes.length; at += size) {
        framing.take(bytes.subarray(at, at + size));
        const read = Math.min(at + size, bytes.length);
        expect(framing.isInMessage).toBe(read !== 5 + length && read !== bytes.length);
      }
    }
  });

  it('is in no message before the first', () => {
    expect(new MessageFraming().isInMessage).toBe(false);
  });
});
