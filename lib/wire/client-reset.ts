import { type ClientHttp2Stream, constants } from 'node:http2';
import { addAbortSignal, Readable } from 'node:stream';

/**
 * Has `stream`, one of grpc-js's, close with RST_STREAM alone when its call is cancelled. Node's own `close` half-closes it
 * first, so that a server takes what it has got for the whole. A stream that is destroyed with an AbortError that Node made
 * sends no END_STREAM.
 */
export function resetOnCancel(stream: ClientHttp2Stream): void {
  stream.close = closeOrReset;
}

function closeOrReset(this: ClientHttp2Stream, code?: number, callback?: () => void): void {
  const error =
    code === constants.NGHTTP2_CANCEL && !this.destroyed && !this.closed ? abortError() : undefined;
  if (error === undefined) {
    Reflect.apply(Object.getPrototypeOf(this).close, this, [code, callback]);
    return;
  }
  if (callback !== undefined) this.once('close', callback);
  if (isHoldingBack(this)) resetLater(this, error);
  else this.destroy(error);
}

/**
 * Reports whether the connection holds other requests back until this stream has ended: the server takes no more at once. One
 * that has dropped holds nothing back, but Node ends its streams in the same way.
 */
function isHoldingBack({ session, state }: ClientHttp2Stream): boolean {
  if (session === undefined || session.destroyed || session.socket.destroyed) return false;
  return state.state !== constants.NGHTTP2_STREAM_STATE_IDLE && (session.state.outboundQueueSize ?? 0) > 0;
}

/** How long calls take to end that end together, in milliseconds: they have timers of their own. */
const togetherWithin = 5;

/**
 * Resets a stream when those that are cancelled at the same time were: a request that is held back goes out as soon as
 * there is room, though its call is the next to be cancelled. Nothing is sent on the stream any more.
 */
function resetLater(stream: ClientHttp2Stream, error: Error): void {
  stream.end = () => stream;
  stream.write = () => false;
  setTimeout(() => stream.destroy(error), togetherWithin);
}

let abortErrorClass: ReturnType<typeof findAbortError> | null = null; // null until it was looked for

/** Returns an error of the class that Node makes of its signals; `undefined` if this version has none that is known. */
function abortError(): Error | undefined {
  if (abortErrorClass === null) abortErrorClass = findAbortError();
  const made: unknown = abortErrorClass && Reflect.construct(abortErrorClass, []);
  return isError(made) ? made : undefined;
}

/** Node does not export the class. A stream that is aborted has an error of it. */
function findAbortError() {
  const stream = new Readable({ read() {} }).on('error', () => {});
  const controller = new AbortController();
  addAbortSignal(controller.signal, stream);
  controller.abort();
  const { errored } = stream;
  return errored?.name === 'AbortError' ? errored.constructor : undefined;
}

/** By its name, as an error of Node's is of another realm in a test environment. */
function isError(x: unknown): x is Error {
  return typeof x === 'object' && x !== null && 'name' in x && x.name === 'AbortError';
}
