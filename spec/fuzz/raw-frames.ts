import { frame, frameTypes, headerFrames } from '../bad-input/frames';
import type { Random } from '../support/random';

const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

/** What a client of HTTP/2 begins with. */
export const clientPreface = Buffer.concat([
  Buffer.from(preface),
  frame(frameTypes.settings, 0, 0, Buffer.alloc(0)),
]);

/** What a server of HTTP/2 begins with. */
export const serverPreface = frame(frameTypes.settings, 0, 0, Buffer.alloc(0));

function bytes(random: Random, most: number): Buffer {
  return Buffer.from(Array.from({ length: random.below(most) }, () => random.below(256)));
}

const requestNames = [
  'content-type',
  'te',
  'grpc-timeout',
  'grpc-encoding',
  'x-bin',
  'k',
  'host',
  'connection',
  'K',
  'a!b',
  '__proto__',
  'content-length',
] as const;
const responseNames = [
  'content-type',
  'grpc-status',
  'grpc-message',
  'grpc-status-details-bin',
  'grpc-encoding',
  'x-bin',
  'k',
  'date',
  'K',
  '__proto__',
  'content-length',
] as const;
const values = [
  '',
  'application/grpc',
  'trailers',
  '0',
  '5',
  '-1',
  '99999999H',
  'gzip',
  'a, b',
  'YQ',
  '*',
  '%',
  ' x ',
  '\u00ff',
  '1\u0000',
  'abc',
] as const;

function fields(
  random: Random,
  own: ReadonlyArray<readonly [string, string]>,
  names: readonly [string, ...string[]],
) {
  const sound = random.below(3) > 0;
  const list = sound ? [...own] : own.filter(() => random.below(4) > 0);
  for (let i = random.below(5); i > 0; i--) list.push([random.of(names), random.of(values)] as const);
  return list;
}

/**
 * Node 20 alone ends its process, inside nghttp2, when a frame has a size that it must not have, after two requests that are malformed:
 * spec/interop/tried/frames-that-abort-node.ts. No code of JavaScript's is asked before that. So frames of a fixed size have it
 * there, and no garbage follows.
 */
const abortsOnSize = /^v20\./.test(process.version);

/** Returns a frame that may be sound, or anything else. */
function oddFrame(random: Random, stream: number): Buffer {
  const type = random.of([0, 0, 1, 2, 3, 3, 4, 5, 6, 7, 8, 8, 9, 10, 200]);
  const odd = random.below(4) === 0 ? random.below(9) : stream;
  const size: Record<number, number> = { 2: 5, 3: 4, 6: 8, 8: 4, 7: 8, ...(abortsOnSize && { 4: 6 }) };
  const exact = size[type];
  const isExact = random.below(4) > 0 || abortsOnSize;
  const payload =
    exact !== undefined && isExact
      ? Buffer.concat([bytes(random, exact + 1), Buffer.alloc(exact)]).subarray(0, exact)
      : bytes(random, 60);
  return frame(type, random.below(2) * random.below(256), odd, payload);
}

function data(random: Random, stream: number): Buffer {
  const body = bytes(random, 20);
  const length = random.below(4) > 0 ? body.length : random.below(300);
  const head = Buffer.alloc(5);
  head.writeUInt8(random.below(5) === 0 ? 1 : 0, 0);
  head.writeUInt32BE(length, 1);
  return frame(frameTypes.data, random.below(2), stream, Buffer.concat([head, body]));
}

const methods = ['Unary', 'ServerStream', 'ClientStream', 'Bidi', 'Nothing', ''] as const;

/** Returns what an odd client sends after its preface. */
export function oddRequests(random: Random): Buffer {
  const parts: Buffer[] = [];
  for (let stream = 1; stream < 2 * (2 + random.below(4)); stream += 2) {
    const head = fields(
      random,
      [
        [':method', 'POST'],
        [':scheme', 'http'],
        [':path', `/test.Echo/${random.of(methods)}`],
        [':authority', 'x'],
        ['content-type', 'application/grpc'],
        ['te', 'trailers'],
      ],
      requestNames,
    );
    parts.push(headerFrames(head, random.below(2), stream));
    for (let i = random.below(5); i > 0; i--)
      parts.push(random.below(2) ? data(random, stream) : oddFrame(random, stream));
  }
  if (random.below(5) === 0 && !abortsOnSize) parts.push(bytes(random, 200));
  return Buffer.concat(parts);
}

/** Returns what an odd server sends after its preface, as answer to the request on `stream`. */
export function oddResponse(random: Random, stream: number): Buffer {
  const parts: Buffer[] = [];
  if (random.below(6) > 0)
    parts.push(
      headerFrames(
        fields(
          random,
          [
            [':status', '200'],
            ['content-type', 'application/grpc'],
          ],
          responseNames,
        ),
        0,
        stream,
      ),
    );
  for (let i = random.below(5); i > 0; i--)
    parts.push(random.below(3) ? data(random, stream) : oddFrame(random, stream));
  if (random.below(3) > 0)
    parts.push(
      headerFrames(fields(random, [['grpc-status', String(random.below(20))]], responseNames), 1, stream),
    );
  if (random.below(5) === 0) parts.push(bytes(random, 200));
  return Buffer.concat(parts);
}

/** Returns a response that says `UNAVAILABLE`. */
export function unavailable(stream: number): Buffer {
  const fields = [
    [':status', '200'],
    ['content-type', 'application/grpc'],
    ['grpc-status', '14'],
  ] as const;
  return headerFrames(fields, 1, stream);
}
