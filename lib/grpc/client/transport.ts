import type { Status } from 'nice-grpc-common';
import type { Context } from '../../context';
import type { Init, MD } from '../../metadata';
import type { Peer } from '../../peer';
import type { Method } from '../definition/method';
import type { CallOption } from './call-option';

/** A header or a trailer, as a runtime received it. */
export interface ReceivedFields {
  /** Adds to `md`, which is empty, what grpc-go shows of it to a caller. `md` owns what it gets. */
  copyTo(md: MD): void;
  /** Returns the values of a `-bin` key. */
  bytes(key: string): readonly Uint8Array[];
}

/** How a call ended, as its runtime tells. */
export interface CallStatus {
  readonly code: Status;
  readonly details: string;
  /** `undefined` if the server sent none. */
  readonly trailer: ReceivedFields | undefined;
  /** What failed, where that is not the server: it reaches the caller as it is. */
  readonly error?: unknown;
}

/** Receives the response to a call. Nothing comes after the status. */
export interface ResponseListener {
  onHeader(header: ReceivedFields): void;
  onMessage(message: unknown): void;
  onStatus(status: CallStatus): void;
}

/** Carries one call: that of a runtime, or one that interceptors stand before. It is used outside of any context. */
export interface ClientTransport {
  /** Whether what it carries ends with the context of the call on its own, as each call behind interceptors does. */
  readonly followsContext: boolean;
  start(listener: ResponseListener): void;
  /**
   * Sends a message. No other is sent before `sent` was called: then there is room for it, or the call has ended. `flags`
   * are the runtime's own.
   */
  sendMessage(message: unknown, sent: () => void, flags?: number): void;
  halfClose(): void;
  /** Asks for one message. */
  startRead(): void;
  /** Ends the call. Its status is this one, unless it has ended. */
  cancel(code: Status, details: string): void;
  /** Returns what is known of the server. */
  peer(): Peer;
}

/** Called with the header or the trailer of a response: what a runtime's own callbacks are made of. */
type ResponseCallback =
  | { readonly kind: 'onHeader'; readonly f: (header: ReceivedFields) => unknown }
  | { readonly kind: 'onTrailer'; readonly f: (trailer: ReceivedFields | undefined) => unknown };

/** An option of a call as the engine knows it. */
export type ResponseOption = CallOption | ResponseCallback;

/** Has a call end when a signal aborts, with an error that the caller gives. */
export interface Abort {
  readonly signal: AbortSignal;
  readonly reason: () => unknown;
}

/** What a client has to know of a method. */
export type ClientMethod = Pick<
  Method,
  'path' | 'requestStream' | 'responseStream' | 'requestSerialize' | 'responseDeserialize'
>;

/** What is called, and with what. */
export interface OutgoingCall {
  readonly method: ClientMethod;
  /** The context of the call: its outgoing metadata is sent. */
  readonly ctx: Context;
  /** Whether `ctx` is the current one, since the caller gave none. */
  readonly isCurrent: boolean;
  /** The context in which the call was made. The callbacks of the caller run there. */
  readonly caller: Context;
  /** The call's own metadata, sent after that of `ctx`. */
  readonly metadata: Init | undefined;
  readonly opts: readonly ResponseOption[];
  readonly abort?: Abort | undefined;
}

/** What a client interceptor knows of the client's connection. Ports that part of grpc-go's `grpc.ClientConn`. */
export interface ClientConn {
  /** Returns the target of the channel, as it was given. Ports grpc-go's `ClientConn.Target`. */
  target(): string;
  /** Reports whether the connections of the channel are secure; `undefined` where that is not known. */
  isSecure(): boolean | undefined;
}

/** Makes the calls of a client. */
export interface CallFactory extends ClientConn {
  /** Whether it sends the credentials among the options of a call. */
  readonly takesCredentials: boolean;
  /**
   * Returns what carries a call, which is not yet begun.
   *
   * @throws ServerError with `INTERNAL` if the metadata of the call cannot be sent.
   */
  newTransport(call: OutgoingCall): ClientTransport;
}
