import http2, { type ClientHttp2Stream, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import { removeHarmful, removeUnprintable } from './harmful-fields';
import { type RawHeaders, restoreRepeated } from './repeated-keys';

/** A gRPC request as it came over the wire. */
export interface Arrival {
  readonly raw: RawHeaders;
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
function wrap(name: string, look: (made: object) => void): void {
  const make: () => object = Reflect.get(http2, name);
  Reflect.set(http2, name, function (this: unknown, ...args: unknown[]): object {
    const made = Reflect.apply(make, this, args);
    look(made);
    return made;
  });
}

/** Has the fields of requests repaired. While their listeners are called, `arriving()` tells what came. */
function watchServer(server: object, watch: Watch): void {
  const emit: () => boolean = Reflect.get(server, 'emit');
  Reflect.set(
    server,
    'emit',
    (event: string, ...args: [ServerHttp2Stream, IncomingHttpHeaders, number, RawHeaders]) => {
      if (event !== 'stream' || !isGrpc(args[1])) return Reflect.apply(emit, server, [event, ...args]);
      const [stream, headers, , raw] = args;
      restoreRepeated(headers, raw);
      removeHarmful(headers);
      watch.arrival = { raw, stream };
      try {
        return Reflect.apply(emit, server, [event, ...args]);
      } finally {
        watch.arrival = undefined;
      }
    },
  );
}

/** Has the fields of responses repaired, header and trailer. */
function watchSession(session: object): void {
  const request: () => ClientHttp2Stream = Reflect.get(session, 'request');
  Reflect.set(session, 'request', (headers: IncomingHttpHeaders, ...rest: unknown[]): ClientHttp2Stream => {
    const stream = Reflect.apply(request, session, [headers, ...rest]);
    if (isGrpc(headers)) for (const event of ['response', 'trailers']) stream.on(event, repairResponse);
    return stream;
  });
}

function repairResponse(headers: IncomingHttpHeaders, _flags: number, raw: RawHeaders): void {
  restoreRepeated(headers, raw);
  removeUnprintable(headers);
}

function isGrpc(headers: IncomingHttpHeaders): boolean {
  return headers['content-type']?.startsWith('application/grpc') ?? false;
}
