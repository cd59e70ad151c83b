import http2, {
  type ClientHttp2Session,
  type ClientSessionRequestOptions,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import { Status } from 'nice-grpc-common';
import { isBinary } from '../metadata/internal';
import { malformedBinary } from './binary-fields';
import { faultOfServer } from './limits';
import { repair } from './normalize';
import { eachField, type RawHeaders } from './repeated-keys';
import { type Sender, type SentHeaders, senderOf } from './sender';
import { malformedStatus } from './status-field';
import { UnsentStream } from './unsent-stream';
import { removeLongTimeout } from './unsupported-fields';

/** A gRPC request as it came over the wire. */
export interface Arrival {
  readonly raw: RawHeaders;
  /** Whether there are `-bin` fields among them. */
  readonly hasBinary: boolean;
  readonly stream: ServerHttp2Stream;
}

/** What is known while the listeners of a request's stream are called. Copies of the library share it. */
interface Watch {
  arrival: Arrival | undefined;
}

const place = Symbol.for('mdctx.http2.1'); // the version of what is kept there

/**
 * Has gRPC's header fields repaired before anybody reads them, in each HTTP/2 server and connection that is made from
 * now on. Only streams with gRPC's content type are touched. Later calls do nothing.
 */
export function watchHttp2(): void {
  if (Reflect.has(http2, place)) return;
  const watch: Watch = { arrival: undefined };
  Reflect.set(http2, place, watch);
  wrap('createServer', (server) => watchServer(server, watch));
  wrap('createSecureServer', (server) => watchServer(server, watch));
  wrap('connect', watchSession);
}

/** Returns the request whose arrival is being dealt with right now, or `undefined` if the code runs for none. */
export function arriving(): Arrival | undefined {
  const watch: Watch | undefined = Reflect.get(http2, place);
  return watch?.arrival;
}

/** Has `look` shown what the function `name` of `node:http2` makes, before its caller sees it. */
function wrap<T extends object>(name: string, look: (made: T) => void): void {
  const make: () => T = Reflect.get(http2, name);
  Reflect.set(http2, name, function (this: unknown, ...args: unknown[]): T {
    const made = Reflect.apply(make, this, args);
    look(made);
    return made;
  });
}

/** Has the fields of requests repaired. While their listeners are called, `arriving()` tells what came. */
function watchServer(server: object, watch: Watch): void {
  const emit: (...args: unknown[]) => boolean = Reflect.get(server, 'emit');

  function arrive(
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    flags: number,
    raw: RawHeaders,
  ): boolean {
    if (!isGrpc(headers)) return emit.call(server, 'stream', stream, headers, flags, raw);
    const hasBinary = repair(headers, raw);
    removeLongTimeout(headers);
    watch.arrival = { raw, hasBinary, stream };
    try {
      return emit.call(server, 'stream', stream, headers, flags, raw);
    } finally {
      watch.arrival = undefined;
    }
  }

  Reflect.set(server, 'emit', (event: string, ...args: Parameters<typeof arrive>) =>
    event === 'stream' ? arrive(...args) : emit.call(server, event, ...args),
  );
}

/**
 * Has the fields of responses repaired, header and trailer. A request that is too large for the server is not sent, and
 * one whose response is malformed is ended, if it is known whose it is.
 */
function watchSession(session: ClientHttp2Session): void {
  const request = session.request.bind(session);
  Reflect.set(session, 'request', (headers?: SentHeaders, options?: ClientSessionRequestOptions): object => {
    if (!isGrpc(headers)) return request(headers, options);
    const sender = senderOf(headers);
    const fault = sender && faultOfServer(headers, session);
    if (fault !== undefined) return unsent(sender, fault);
    const stream = request(headers, options);
    const look = (headers: IncomingHttpHeaders, _flags: number, raw: RawHeaders) =>
      receive(headers, raw, sender);
    return stream.on('response', look).on('trailers', look);
  });
}

/** Repairs the fields of a response, and ends its call if they are malformed. */
function receive(headers: IncomingHttpHeaders, raw: RawHeaders, sender: Sender | undefined): void {
  const isEnd = headers['grpc-status'] !== undefined;
  const hasBinary = repair(headers, raw);
  if (sender !== undefined && (isEnd || hasBinary)) failIfMalformed(sender, raw);
}

function failIfMalformed(sender: Sender, raw: RawHeaders): void {
  eachField(raw, (name, value) => {
    const fault = isBinary(name) ? malformedBinary(value) : undefined;
    if (fault !== undefined) sender.fail(Status.INTERNAL, `transport: malformed ${name}: ${fault}`);
    const status = name === 'grpc-status' ? malformedStatus(value) : undefined;
    if (status !== undefined) sender.fail(Status.UNKNOWN, `transport: malformed grpc-status: ${status}`);
  });
}

/** Ends a call in place of sending it, when grpc-js has got its stream. */
function unsent(sender: Sender | undefined, details: string): UnsentStream {
  process.nextTick(() => sender?.fail(Status.INTERNAL, details));
  return new UnsentStream();
}

function isGrpc<Headers extends IncomingHttpHeaders | SentHeaders>(
  headers: Headers | undefined,
): headers is Headers {
  return String(headers?.['content-type']).startsWith('application/grpc');
}
