import type { Context } from '../context';
import type { CallOption } from './client/call-option';
import type { ClientConn } from './client/transport';
import type { ClientStream, ServerStream } from './stream';

/** What a unary server interceptor knows of the call. Ports grpc-go's `grpc.UnaryServerInfo`. */
export interface UnaryServerInfo {
  /** The implementation of the service, as it was registered; `undefined` where that is not known. */
  readonly server: unknown;
  /** `/package.Service/Method` */
  readonly fullMethod: string;
}

/** What a stream server interceptor knows of the call. Ports grpc-go's `grpc.StreamServerInfo`. */
export interface StreamServerInfo {
  /** `/package.Service/Method` */
  readonly fullMethod: string;
  readonly isClientStream: boolean;
  readonly isServerStream: boolean;
}

/** What a client interceptor knows of a streaming method. Ports grpc-go's `grpc.StreamDesc`. */
export interface StreamDesc {
  /** The name of the method without its service. */
  readonly streamName: string;
  readonly clientStreams: boolean;
  readonly serverStreams: boolean;
}

/** The rest of the chain, and at its end the handler. Ports grpc-go's `grpc.UnaryHandler`. */
export type UnaryHandler = (ctx: Context, req: unknown) => Promise<unknown>;

/** The rest of the chain, and at its end the handler. Ports grpc-go's `grpc.StreamHandler`. */
export type StreamHandler = (srv: unknown, stream: ServerStream) => Promise<void>;

/** The rest of the chain, and at its end the call. Ports grpc-go's `grpc.UnaryInvoker`. */
export type UnaryInvoker = (
  ctx: Context,
  method: string,
  req: unknown,
  opts: readonly CallOption[],
) => Promise<unknown>;

/** The rest of the chain, and at its end the call. Ports grpc-go's `grpc.Streamer`. */
export type Streamer = (
  ctx: Context,
  desc: StreamDesc,
  method: string,
  opts: readonly CallOption[],
) => Promise<ClientStream>;

/**
 * Stands before the handler of a unary call. It returns the response, or throws; in between it calls `handler` with the
 * context and request to go on with: once, several times, or not at all. That context is `current()` further in.
 *
 * Ports grpc-go's `grpc.UnaryServerInterceptor`.
 */
export type UnaryServerInterceptor = (
  ctx: Context,
  req: unknown,
  info: UnaryServerInfo,
  handler: UnaryHandler,
) => Promise<unknown>;

/**
 * Stands before the handler of a streaming call. It calls `handler` with the stream to go on with, which may be one of
 * its own around the one it was given. That stream's context is `current()` further in.
 *
 * Ports grpc-go's `grpc.StreamServerInterceptor`.
 */
export type StreamServerInterceptor = (
  srv: unknown,
  stream: ServerStream,
  info: StreamServerInfo,
  handler: StreamHandler,
) => Promise<void>;

/**
 * Stands before a unary call. It returns the response, or throws; in between it calls `invoker` with the context, request
 * and options to go on with: once, several times, or not at all. That context is `current()` further in.
 *
 * Ports grpc-go's `grpc.UnaryClientInterceptor`, whose `cc` comes last here: each client passes it, a test need not.
 */
export type UnaryClientInterceptor = (
  ctx: Context,
  method: string,
  req: unknown,
  invoker: UnaryInvoker,
  opts: readonly CallOption[],
  cc?: ClientConn,
) => Promise<unknown>;

/**
 * Stands before a streaming call. It returns the stream that the caller gets, which may be one of its own around that
 * which `streamer` returned.
 *
 * Ports grpc-go's `grpc.StreamClientInterceptor`, whose `cc` comes last here: each client tells it, a test need not.
 */
export type StreamClientInterceptor = (
  ctx: Context,
  desc: StreamDesc,
  method: string,
  streamer: Streamer,
  opts: readonly CallOption[],
  cc?: ClientConn,
) => Promise<ClientStream>;

/** The interceptors of a server. In each list the first is the outermost. */
export interface ServerInterceptors {
  /** They stand before the handlers of unary calls. */
  readonly unaryInterceptors?: readonly UnaryServerInterceptor[] | undefined;
  /** They stand before the handlers of all other calls. */
  readonly streamInterceptors?: readonly StreamServerInterceptor[] | undefined;
}

/** The interceptors of a client. In each list the first is the outermost. */
export interface ClientInterceptors {
  /** They stand before unary calls. */
  readonly unaryInterceptors?: readonly UnaryClientInterceptor[] | undefined;
  /** They stand before all other calls. */
  readonly streamInterceptors?: readonly StreamClientInterceptor[] | undefined;
}
