import type { ClientStream, ServerStream } from '../grpc';

/**
 * The client's side of a call with a stream of responses: an iterable of them.
 *
 * Ports grpc-go's `grpc.ServerStreamingClient`.
 */
export interface ServerStreamingClient<Response> extends Omit<ClientStream<never, Response>, 'send'> {}

/**
 * The client's side of a call with a stream of requests and one response.
 *
 * Ports grpc-go's `grpc.ClientStreamingClient`.
 */
export interface ClientStreamingClient<Request, Response> extends ClientStream<Request, Response> {
  /**
   * Says that no request follows, and returns the response.
   *
   * @throws ClientError if the call failed.
   */
  closeAndRecv(): Promise<Response>;
}

/**
 * The client's side of a call with streams both ways: an iterable of the responses.
 *
 * Ports grpc-go's `grpc.BidiStreamingClient`.
 */
export interface BidiStreamingClient<Request, Response> extends ClientStream<Request, Response> {}

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
