import type { ChannelOptions } from '@grpc/grpc-js';
import type { ClientInterceptors, ContextOptions, ServerInterceptors } from '../../../lib/grpc';
import type { DrainableServer } from '../../../lib/lifecycle';
import type { Certificate } from '../certificate';
import type { Kind, Message } from '../echo';

// What the adapters have in common, so that one spec drives them all, and all kinds of call.

/** A call as its handler sees it. */
export interface Handling {
  /** The requests: one, unless the kind has a stream of them. */
  readonly requests: AsyncIterable<Message>;
  /**
   * Sends a response, and is done when the runtime has taken it. Of a kind with one response, that is what goes out
   * when the handler returns, or an empty one if nothing was sent.
   */
  send(message: Message): Promise<void>;
}

/** The handler of all methods of `Echo`. */
export type Handler = (call: Handling) => unknown;

/** A server with `Echo` on a port of its own. */
export interface Serving {
  readonly port: number;
  /** The runtime's own. */
  readonly server: DrainableServer;
  /** Ends it, and each call that it has. */
  stop(): void;
}

/** What may be said of a call. */
export interface CallOptions extends ContextOptions {
  /** The request of a kind with one. */
  readonly request?: Message;
  /** The requests of a kind with a stream of them; otherwise that has the one `request`. */
  readonly requests?: AsyncIterable<Message>;
  /** The call's own metadata. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Called with the name of whatever the runtime tells of the response: the name differs among runtimes. */
  readonly heard?: (event: string) => void;
  /** The runtime's own deadline: grpc-js has one. */
  readonly deadline?: Date;
  /** The runtime's own signal: nice-grpc has one. */
  readonly signal?: AbortSignal;
}

/** A call as its caller sees it, begun. */
export interface Calling {
  /** Returns the next response, or `undefined` if there is none. Rejects with the error of the runtime. */
  next(): Promise<Message | undefined>;
  /** Leaves the call as a loop that breaks does, where the runtime has a way for that. */
  leave?(): void;
}

/** A client of `Echo`, with a channel of its own. */
export interface Dialled {
  call(kind: Kind, options?: CallOptions): Calling;
  close(): void;
}

/** One runtime's servers, made by our adapter for it: with a certificate over TLS, which clients have to show one for too. */
export interface ServerSide {
  readonly name: string;
  /** `host` is where it listens; `127.0.0.1` if it is left out. */
  listen(
    handler: Handler,
    certificate?: Certificate,
    interceptors?: ServerInterceptors,
    host?: string,
  ): Promise<Serving>;
}

/** One runtime's clients, made by our adapter for it: with a certificate over TLS, where both ends have the same. */
export interface ClientSide {
  readonly name: string;
  /** `options` are grpc-js's options of the channel, where there is one. */
  connect(
    address: string,
    certificate?: Certificate,
    interceptors?: ClientInterceptors,
    options?: ChannelOptions,
  ): Dialled;
}

/**
 * Options of a channel that shares no connection with others of the process: grpc-js remembers for a while that a port
 * took none, which the system may have given to another server since.
 */
export const unshared = { 'grpc.use_local_subchannel_pool': 1 } as const;
