import { connect, createServer, type Server, type Socket } from 'node:net';

/** A header field as it goes over the wire. A character of either is one byte. */
export type Field = readonly [name: string, value: string];

/** The types of the frames that are told by name. */
export const frameTypes = {
  data: 0,
  headers: 1,
  rstStream: 3,
  settings: 4,
  pushPromise: 5,
  ping: 6,
  goaway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;
const flags = { endStream: 0x1, endHeaders: 0x4 };
const preface = 24; // bytes, with which a client begins
const longest = 16_384; // bytes of a frame

/** Returns `fields` as a header block whose meaning depends on nothing that was sent before. */
function headerBlock(fields: readonly Field[]): Buffer {
  return Buffer.concat(
    fields.flatMap(([name, value]) => [Buffer.of(0), literal(name), literal(value)]), // RFC 7541, 6.2.2
  );
}

function literal(text: string): Buffer {
  const bytes = Buffer.from(text, 'latin1');
  return Buffer.concat([integer(bytes.length), bytes]);
}

/** An integer with a prefix of seven bits: RFC 7541, 5.1. */
function integer(value: number): Buffer {
  if (value < 127) return Buffer.of(value);
  const bytes = [127];
  let rest = value - 127;
  for (; rest >= 128; rest = rest >> 7) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}

/** Returns a frame as it goes over the wire. */
export function frame(type: number, flag: number, stream: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flag, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** Returns `fields` as HEADERS and as many CONTINUATION frames as they need; of `flag`, END_STREAM counts. */
export function headerFrames(fields: readonly Field[], flag: number, stream: number): Buffer {
  const block = headerBlock(fields);
  const parts = [block.subarray(0, longest)];
  for (let at = longest; at < block.length; at += longest) parts.push(block.subarray(at, at + longest));
  return Buffer.concat(
    parts.map((part, i) => {
      const last = i === parts.length - 1 ? flags.endHeaders : 0;
      return i === 0
        ? frame(frameTypes.headers, (flag & flags.endStream) | last, stream, part)
        : frame(frameTypes.continuation, last, stream, part);
    }),
  );
}

/** Returns the fields that are to go over the wire in place of the next ones of a stream. */
export type Forge = (stream: number) => readonly Field[];

/** Returns a function that forges the header blocks in the bytes that one side sends. */
function forging(forge: Forge, skip: number): (bytes: Buffer) => Buffer {
  let rest = Buffer.alloc(0);
  let skipped = 0;
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    const out: Buffer[] = [];
    if (skipped < skip) {
      const part = rest.subarray(0, skip - skipped);
      skipped += part.length;
      rest = rest.subarray(part.length);
      out.push(part);
    }
    while (rest.length >= 9 && rest.length >= 9 + rest.readUIntBE(0, 3)) {
      const whole = rest.subarray(0, 9 + rest.readUIntBE(0, 3));
      rest = rest.subarray(whole.length);
      const [type, flag, stream] = [whole.readUInt8(3), whole.readUInt8(4), whole.readUInt32BE(5)];
      if (type === frameTypes.headers) out.push(headerFrames(forge(stream), flag, stream));
      else if (type !== frameTypes.continuation) out.push(whole);
    }
    return Buffer.concat(out);
  };
}

/** Something that stands before a server and forges what is said. */
export interface Forger {
  readonly port: number;
  close(): void;
}

/** Returns a forger before the server at `port`, of the header blocks of the `side` that is named. */
export async function forger(port: number, side: 'client' | 'server', forge: Forge): Promise<Forger> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    const pass = (bytes: Buffer) => bytes;
    for (const [from, to, change] of [
      [client, upstream, side === 'client' ? forging(forge, preface) : pass],
      [upstream, client, side === 'server' ? forging(forge, 0) : pass],
    ] as const) {
      sockets.add(from);
      from.setNoDelay();
      from.on('data', (bytes: Buffer) => to.write(change(bytes)));
      from.on('error', () => {}).on('close', () => to.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
