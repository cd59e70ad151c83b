import { type AddressInfo, createServer, type Socket } from 'node:net';
import { background, withTimeout } from '../../lib/context';
import { outcomeOf } from '../support/adapters/outcome';
import { adapters, niceGrpc, type Pair } from '../support/adapters/pairs';
import { stubClient, stubServer } from '../support/adapters/stub';
import { type Kind, kinds } from '../support/echo';
import { frame, frameTypes, headerFrames } from './frames';

// A client of its own process, which calls servers that break HTTP/2 in one way each: of what they do nothing may be uncaught.
// It tells a line for each call, with the codes of that and of the next one on its channel.

const status = [
  [':status', '200'],
  ['content-type', 'application/grpc'],
] as const;
const empty = Buffer.alloc(0);

function uint32(...numbers: number[]): Buffer {
  const bytes = Buffer.alloc(4 * numbers.length);
  for (const [i, number] of numbers.entries()) bytes.writeUInt32BE(number >>> 0, 4 * i);
  return bytes;
}

function setting(id: number, value: number): Buffer {
  const bytes = Buffer.alloc(6);
  bytes.writeUInt16BE(id, 0);
  bytes.writeUInt32BE(value >>> 0, 2);
  return bytes;
}

const { data, rstStream, settings, pushPromise, ping, goaway, windowUpdate, continuation } = frameTypes;
/** GET / over http of the authority `t`, without which nghttp2 would take it for malformed. */
const promise = (stream: number) =>
  Buffer.concat([uint32(stream), Buffer.from([0x82, 0x86, 0x84, 0x41, 0x01, 0x74])]);
const promised = promise(2);

/** What a server sends as answer to the request on `stream`. */
const ways: Readonly<Record<string, (stream: number) => readonly Buffer[]>> = {
  'a push': (stream) => [frame(pushPromise, 4, stream, promised)],
  'a push, and its response': (stream) => [
    frame(pushPromise, 4, stream, promised),
    headerFrames(status, 0, 2),
    frame(data, 1, 2, Buffer.from('pushed')),
  ],
  'a push, and a reset of it': (stream) => [
    frame(pushPromise, 4, stream, promised),
    frame(rstStream, 0, 2, uint32(2)),
  ],
  'a push, its header, and a reset of it': (stream) => [
    frame(pushPromise, 4, stream, promised),
    headerFrames(status, 0, 2),
    frame(rstStream, 0, 2, uint32(11)),
  ],
  'a push, and GOAWAY': (stream) => [
    frame(pushPromise, 4, stream, promised),
    frame(goaway, 0, 0, uint32(0, 2)),
  ],
  'a push, and garbage': (stream) => [frame(pushPromise, 4, stream, promised), Buffer.alloc(500, 0xa5)],
  'many pushes, and resets of them': (stream) =>
    Array.from({ length: 50 }, (_, i) => [
      frame(pushPromise, 4, stream, promise(2 + 2 * i)),
      frame(rstStream, 0, 2 + 2 * i, uint32(2)),
    ]).flat(),
  'a push on no stream': () => [frame(pushPromise, 4, 0, promised)],
  'GOAWAY and garbage': (stream) => [frame(goaway, 0, 0, uint32(stream, 0)), Buffer.alloc(500, 0xa5)],
  'GOAWAY of all streams, and garbage': () => [frame(goaway, 0, 0, uint32(0, 2)), Buffer.alloc(500, 0x5a)],
  'GOAWAY twice': (stream) => [
    frame(goaway, 0, 0, uint32(stream, 0)),
    frame(goaway, 0, 0, uint32(0x7fffffff, 11)),
  ],
  'GOAWAY with a text': (stream) => [
    frame(goaway, 0, 0, Buffer.concat([uint32(stream, 11), Buffer.from('too_many_pings')])),
  ],
  garbage: () => [Buffer.alloc(500, 0xff)],
  'a response of HTTP/1.1': () => [Buffer.from('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')],
  ...Object.fromEntries(
    Array.from({ length: 15 }, (_, code) => [
      `a reset with ${code}`,
      (stream: number) => [frame(rstStream, 0, stream, uint32(code))],
    ]),
  ),
  'a header, and resets': (stream) => [
    headerFrames(status, 0, stream),
    ...Array.from({ length: 200 }, () => frame(rstStream, 0, stream, uint32(2))),
  ],
  'resets of streams that are not there': (stream) =>
    Array.from({ length: 200 }, (_, i) => frame(rstStream, 0, stream + 2 + 2 * i, uint32(8))),
  'a reset of the connection': () => [frame(rstStream, 0, 0, uint32(2))],
  'settings of a wrong size': () => [frame(settings, 0, 0, Buffer.alloc(5))],
  'settings that no peer may have': () => [frame(settings, 0, 0, setting(4, 0x80000000))],
  'settings that let it push': () => [frame(settings, 0, 0, setting(2, 1))],
  'a window that is too large': (stream) => [
    frame(windowUpdate, 0, 0, uint32(0x7fffffff)),
    frame(windowUpdate, 0, stream, uint32(0x7fffffff)),
  ],
  'a window that is not changed': (stream) => [frame(windowUpdate, 0, stream, uint32(0))],
  'answers to pings that nobody sent': () =>
    Array.from({ length: 100 }, () => frame(ping, 1, 0, Buffer.alloc(8))),
  pings: () => Array.from({ length: 100 }, () => frame(ping, 0, 0, Buffer.alloc(8))),
  'a CONTINUATION of nothing': (stream) => [frame(continuation, 4, stream, Buffer.from([0x88]))],
  'a header that is no HPACK': (stream) => [frame(frameTypes.headers, 4, stream, Buffer.alloc(20, 0xff))],
  'a header that never ends': (stream) => [frame(frameTypes.headers, 0, stream, Buffer.from([0x88]))],
  'DATA before a header': (stream) => [frame(data, 0, stream, Buffer.alloc(5))],
  'DATA of a stream that is not there': () => [frame(data, 0, 2, Buffer.alloc(5))],
  'a frame of a type that is not known': (stream) => [frame(200, 255, stream, Buffer.alloc(20))],
  'a frame that is too large': (stream) => [frame(data, 0, stream, Buffer.alloc(20_000))],
  'a header after the end': (stream) => [
    headerFrames(status, 0, stream),
    headerFrames([['grpc-status', '0']], 1, stream),
    headerFrames([['grpc-status', '5']], 1, stream),
    frame(data, 1, stream, Buffer.alloc(5)),
  ],
};

/** Returns the streams of the HEADERS frames in what a client sent at once. */
function streamsOf(bytes: Buffer): number[] {
  const streams: number[] = [];
  let at = bytes.subarray(0, 3).toString() === 'PRI' ? 24 : 0;
  for (; at + 9 <= bytes.length; at += 9 + bytes.readUIntBE(at, 3)) {
    if (bytes.readUInt8(at + 3) === frameTypes.headers) streams.push(bytes.readUInt32BE(at + 5));
  }
  return streams;
}

/** When a server says what it says, and whether it closes the connection then. */
const manners = {
  'and stays': { isEarly: false, closes: false },
  'and closes': { isEarly: false, closes: true },
  'before it is asked': { isEarly: true, closes: false },
  'before it is asked, and closes': { isEarly: true, closes: true },
  'before its settings': { isEarly: true, closes: false, hasSettings: false },
};

interface Manner {
  readonly isEarly: boolean;
  readonly closes: boolean;
  readonly hasSettings?: boolean;
}

async function serve(
  answer: (stream: number) => readonly Buffer[],
  { isEarly, closes, hasSettings = true }: Manner,
): Promise<number> {
  const server = createServer((socket: Socket) => {
    const say = (stream: number) => {
      for (const part of answer(stream)) socket.write(part);
      if (closes) socket.end();
    };
    socket.on('error', () => {});
    if (hasSettings) socket.write(frame(settings, 0, 0, empty));
    if (isEarly) say(1);
    socket.on('data', (bytes: Buffer) => {
      for (const stream of streamsOf(bytes)) if (!isEarly) say(stream);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** The kinds of calls that a server is asked for that speaks before. */
const early: readonly Kind[] = ['unary', 'bidi'];

const stub: Pair = { ...niceGrpc, name: 'stub', server: stubServer, client: stubClient };

async function call({ client }: Pair, port: number, kind: Kind): Promise<string> {
  const dialled = client.connect(`127.0.0.1:${port}`);
  const [ctx, cancel] = withTimeout(background(), 400);
  const { code } = await outcomeOf(dialled.call(kind, { ctx, request: { id: 'x' } }));
  const again = await outcomeOf(dialled.call(kind, { ctx, request: { id: 'y' } }));
  cancel();
  dialled.close();
  return `${code}, ${again.code}`;
}

/** Makes calls of all kinds and shapes to a server that answers by `answer`, and returns a line for each. */
async function played(way: string, answer: (stream: number) => readonly Buffer[]): Promise<string[]> {
  const lines: string[] = [];
  for (const [manner, how] of Object.entries(manners)) {
    const port = await serve(answer, how);
    const calls = [...adapters, stub].flatMap((pair) =>
      (how.isEarly ? early : kinds).map(
        async (kind) => `${way}, ${manner}; ${pair.name}; ${kind}; ${await call(pair, port, kind)}`,
      ),
    );
    lines.push(...(await Promise.all(calls)));
  }
  return lines;
}

const atOnce = 6;

async function main(): Promise<void> {
  const lines: string[] = [];
  const left = Object.entries(ways);
  // A few at a time: of all at once the deadlines would pass before there is a connection.
  const play = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift())
      lines.push(...(await played(...next)));
  };
  await Promise.all(Array.from({ length: atOnce }, play));
  process.send?.(lines);
  process.disconnect?.();
  process.exitCode = 0;
  setImmediate(() => process.exit()); // the servers are still there
}

void main();
