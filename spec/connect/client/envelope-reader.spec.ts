import { EnvelopeReader } from '../../../lib/connect/client/envelope-reader';
import type { Protocol } from '../../../lib/connect/protocol';

function envelope(flags: number, data: string): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(flags, 0);
  head.writeUInt32BE(Buffer.byteLength(data), 1);
  return Buffer.concat([head, Buffer.from(data)]);
}

/** Returns the trailers that are found in `body`, read in chunks of `size`, and what is read of it. */
async function found(protocol: Protocol, body: Buffer, size: number) {
  const trailers: Array<readonly string[]> = [];
  const unpack = async (_: unknown, data: Uint8Array) =>
    Buffer.from(Buffer.from(data).toString().toLowerCase());
  const reader = new EnvelopeReader(protocol, unpack, (trailer) => trailers.push(trailer));
  async function* chunks() {
    for (let at = 0; at < body.length; at += size) yield body.subarray(at, at + size);
  }
  const read: Uint8Array[] = [];
  for await (const chunk of reader.around(chunks()[Symbol.asyncIterator]())) read.push(chunk);
  return { trailers, read: Buffer.concat(read) };
}

describe('connect.EnvelopeReader', () => {
  const message = envelope(0, 'grpc-status: 5\r\n');
  const web = Buffer.concat([message, envelope(0, ''), envelope(0x80, 'grpc-status: 0\r\nX-Key: a: b\r\n')]);
  const own = Buffer.concat([message, envelope(2, '{"metadata":{"X-Key":["a","b"]}}')]);

  it.each([1, 3, 7, 1000])('finds the trailer in the last envelope, in chunks of %i bytes', async (size) => {
    expect(await found('grpc-web', web, size)).toEqual({
      trailers: [['grpc-status', '0', 'x-key', 'a: b']],
      read: web,
    });
    expect(await found('connect', own, size)).toEqual({
      trailers: [['x-key', 'a', 'x-key', 'b']],
      read: own,
    });
  });

  it('unpacks a trailer that is compressed', async () => {
    const body = envelope(0x81, 'GRPC-STATUS: 0\r\n');
    expect((await found('grpc-web', body, 4)).trailers).toEqual([['grpc-status', '0']]);
  });

  it('finds nothing in a body without one, or with one that cannot be read', async () => {
    expect((await found('grpc-web', message, 4)).trailers).toEqual([]);
    expect((await found('connect', envelope(2, '{'), 4)).trailers).toEqual([]);
  });
});
