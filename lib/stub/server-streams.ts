import type { ServerStream } from '../grpc';

/**
 * The server's side of a call with a stream of responses.
 *
 * Ports grpc-go's `grpc.ServerStreamingServer`.
 */
export interface ServerStreamingServer<Response>
  extends Omit<ServerStream<never, Response>, 'recv' | typeof Symbol.asyncIterator> {}

/**
 * The server's side of a call with a stream of requests: an iterable of them. The handler returns the response, which in Go
 * it gives to `SendAndClose`.
 *
 * Ports grpc-go's `grpc.ClientStreamingServer`.
 */
export interface ClientStreamingServer<Request> extends Omit<ServerStream<Request, never>, 'send'> {}

/**
 * The server's side of a call with streams both ways: an iterable of the requests.
 *
 * Ports grpc-go's `grpc.BidiStreamingServer`.
 */
export interface BidiStreamingServer<Request, Response> extends ServerStream<Request, Response> {}
