import type { EventEmitter } from 'node:events';
import type {
  IncomingHttpHeaders,
  SecureServerOptions,
  ServerHttp2Session,
  ServerHttp2Stream,
  ServerOptions,
} from 'node:http2';
import { holdsOptions, kindOf, wrongType } from '../context/internal';

import { isGrpc, keepHeaders, type RawHeaders } from './incoming-fields';
import { applyPolicy, type SessionPolicy, sessionPolicyKey } from './session-policy';
import { normalizeHeaders, removeLongTimeout } from './unsupported-fields';

type Options = (ServerOptions | SecureServerOptions) & { readonly [sessionPolicyKey]?: SessionPolicy };

/** How many streams the client of one connection may reset before Node ends the connection. Node 20 knows neither. */
export interface StreamResetLimit {
  /** How many at once. */
  readonly streamResetBurst?: number | undefined;
  /** How many more in each second. */
  readonly streamResetRate?: number | undefined;
}

/**
 * Node's own is 1000 and 33, against attacks that open and reset streams in turn (CVE-2023-44487). A deadline that passes is
 * a reset too, so that one busy client of a slow service comes there, and its other calls are lost. A call that is reset costs
 * about a quarter of a millisecond here: what is allowed is a quarter of a processor.
 */
const defaultLimit = { streamResetBurst: 10_000, streamResetRate: 1_000 };

let chosen: StreamResetLimit = defaultLimit; // grpc-js makes its servers itself, with its own options alone

/** Chooses the limit of the servers that grpc-js makes from now on. What is left out stays as it is. */
export function limitStreamResets({ streamResetBurst, streamResetRate }: StreamResetLimit): void {
  chosen = {
    streamResetBurst: streamResetBurst ?? chosen.streamResetBurst,
    streamResetRate: streamResetRate ?? chosen.streamResetRate,
  };
}

/**
 * Returns what `options`, which may be anything, say of a limit. `where` begins the text of an error.
 *
 * @throws TypeError if they are not an object, have another name, or a value that is not a whole number above 0.
 */
export function validateResetLimit(where: string, options: StreamResetLimit): StreamResetLimit {
  if (!holdsOptions(options)) throw wrongType(`${where}: options`, 'an object', options);
  for (const [name, limit] of Object.entries(options)) {
    if (name !== 'streamResetBurst' && name !== 'streamResetRate') {
      throw new TypeError(`${where}: an option must be streamResetBurst or streamResetRate: got ${name}`);
    }
    if (limit === undefined || (Number.isInteger(limit) && limit > 0)) continue;
    const got = typeof limit === 'number' ? limit : kindOf(limit);
    throw new TypeError(`${where}: ${name} must be a whole number above 0: got ${got}`);
  }
  return options;
}

/** Reports whether `options` are those with which grpc-js makes a server. */
export function isOfGrpcServer(options: Options | undefined): options is Options {
  return options?.maxSendHeaderBlockLength === Number.MAX_SAFE_INTEGER && 'maxSessionMemory' in options;
}

/**
 * Returns `options` with what peers of gRPC need: values with outer spaces are kept, which grpc-go sends (Node 20 drops them);
 * and resets in a burst do not end the connection.
 */
export function grpcServerOptions(options: Options): Options {
  const own = { ...options, ...chosen, ...{ strictFieldWhitespaceValidation: false } };
  const initialWindowSize = options[sessionPolicyKey]?.streamWindow;
  if (initialWindowSize === undefined) return own;
  return { ...own, settings: { ...options.settings, initialWindowSize } };
}

type StreamListener = (
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  flags: number,
  raw: RawHeaders,
) => boolean;

/**
 * Keeps the raw fields of each gRPC request that comes to `server`, a server of grpc-js's. A request that was reset before
 * it could be looked at is dropped: grpc-js may answer it, at which Node throws.
 *
 * With `normalizes`, the header object itself is changed to what was sent: for a runtime whose metadata cannot be made of
 * the raw fields.
 */
export function observeServer(
  server: Pick<EventEmitter, 'emit' | 'on'>,
  normalizes: boolean,
  options: Options = {},
): void {
  const { emit } = server;

  const receive = (event: string, ...args: Parameters<StreamListener>): boolean => {
    if (event !== 'stream') return emit.call(server, event, ...args);
    const [stream, headers, flags, raw] = args;
    if (stream.destroyed) return true;
    if (isGrpc(headers)) {
      keepHeaders(normalizes ? stream : headers, { raw, stream });
      if (normalizes) {
        normalizeHeaders(headers, raw);
        removeLongTimeout(headers);
      }
    }
    return emit.call(server, 'stream', stream, headers, flags, raw);
  };

  Reflect.set(server, 'emit', receive);
  const policy = options[sessionPolicyKey];
  server.on('session', (session: ServerHttp2Session) => {
    tellWhenClosed(session);
    if (policy !== undefined) applyPolicy(session, policy);
  });
}

/**
 * Has `close` call back for a connection that has broken but is not closed yet, too. Node's forgets its callback then, and a server
 * of grpc-js that is stopped at that moment waits for it without end.
 */
function tellWhenClosed(session: ServerHttp2Session): void {
  const close = session.close.bind(session);
  session.close = (callback?: () => void): void => {
    if (callback !== undefined && session.destroyed && !session.closed) session.once('close', callback);
    else close(callback);
  };
}
