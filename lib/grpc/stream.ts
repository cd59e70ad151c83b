import type { Context } from '../context';
import type { Init, MD } from '../metadata';

/**
 * The server's side of a streaming call: of each call but a unary one. An interceptor may put its own in place of the
 * one that it was given, with another `context`, or with `send` and `recv` that do more: `{ ...stream, context }` is a
 * stream, since that of an adapter holds all that it has itself, and is iterated by its own `recv`.
 *
 * It is an iterable of the messages that `recv` returns.
 *
 * Ports grpc-go's `grpc.ServerStream`.
 */
export interface ServerStream<Request = unknown, Response = unknown> extends AsyncIterable<Request> {
  /** The context of the call. What an interceptor puts here is `current()` further in. */
  readonly context: Context;
  /**
   * Returns the next message of the client, or `undefined` after the last. Where the client sends one, it is that.
   *
   * @throws ServerError with `CANCELLED` or `DEADLINE_EXCEEDED` if the call has ended.
   */
  recv(): Promise<Request | undefined>;
  /**
   * Sends a message, and the header before the first. It settles when there is room for the next.
   *
   * @throws ServerError with `CANCELLED` or `DEADLINE_EXCEEDED` if the call has ended: its handler has returned, its
   *   client has left, its time is over.
   */
  send(message: Response): Promise<void>;
  /** See the function `setHeader`. */
  setHeader(md: Init): void;
  /** See the function `sendHeader`. */
  sendHeader(md?: Init): void;
  /** See the function `setTrailer`. */
  setTrailer(md: Init): void;
}

/**
 * The client's side of a streaming call: of each call but a unary one. An interceptor may put its own in place of the one
 * that it was given, as on a server.
 *
 * It is an iterable of the messages that `recv` returns; leaving the loop early cancels the call.
 *
 * Ports grpc-go's `grpc.ClientStream`.
 */
export interface ClientStream<Request = unknown, Response = unknown> extends AsyncIterable<Response> {
  /** The context of the call. Its peer is the server. */
  readonly context: Context;
  /**
   * Sends a message. It settles when there is room for the next. A rejection that is not awaited is harmless.
   *
   * @throws EOF if the call has ended: `recv` tells how.
   * @throws ClientError with `INTERNAL` after `closeSend`, which the one request of a call counts as.
   */
  send(message: Request): Promise<void>;
  /** Says that no message follows. Later calls do nothing. */
  closeSend(): void;
  /**
   * Returns the next message of the server, or `undefined` after the last of a call that succeeded. A rejection that is not
   * awaited, or later than it comes, is harmless.
   *
   * @throws ClientError if the call failed.
   */
  recv(): Promise<Response | undefined>;
  /**
   * Returns the header of the response, as soon as it or the end of the call is there; `undefined` if the response was a
   * trailer alone or the call failed: `recv` then tells why. Each time it is a copy.
   */
  header(): Promise<MD | undefined>;
  /** Returns the trailer of the response, once `recv` has returned `undefined` or thrown; empty before. It is a copy. */
  trailer(): MD;
}
