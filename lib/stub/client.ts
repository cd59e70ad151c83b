import type { CompatServiceDefinition, NormalizedServiceDefinition } from 'nice-grpc';
import type { Context } from '../context';
import type { CallOption } from '../grpc';
import type { BidiStreamingClient, ClientStreamingClient, ServerStreamingClient } from './client-streams';
import type { RequestIn, ResponseOut } from './messages';

/**
 * A client of `Service`: a method for each of its methods, with the context first, which may be left out.
 *
 * Ports the interface that `protoc-gen-go-grpc` generates.
 */
export type StubClient<Service extends CompatServiceDefinition> = {
  readonly [Name in keyof NormalizedServiceDefinition<Service>]: ClientMethod<
    NormalizedServiceDefinition<Service>[Name]
  >;
};

type ClientMethod<M> = M extends { requestStream: false; responseStream: false }
  ? UnaryMethod<RequestIn<M>, ResponseOut<M>>
  : M extends { requestStream: false; responseStream: true }
    ? ServerStreamingMethod<RequestIn<M>, ResponseOut<M>>
    : M extends { requestStream: true; responseStream: false }
      ? ClientStreamingMethod<RequestIn<M>, ResponseOut<M>>
      : BidiStreamingMethod<RequestIn<M>, ResponseOut<M>>;

/**
 * Calls a unary method and returns its response. Without `ctx` it is the current context.
 *
 * @throws ClientError if the call failed.
 */
export interface UnaryMethod<Request, Response> {
  (ctx: Context | undefined, req: Request, ...opts: CallOption[]): Promise<Response>;
  (req: Request, ...opts: CallOption[]): Promise<Response>;
}

/**
 * Calls a method with a stream of responses and returns that, as soon as the request is sent. Without `ctx` it is the current
 * context. Whoever does not receive the stream to its end cancels the context, or leaves a loop over the stream.
 *
 * @throws ClientError if the call was refused before anything was sent.
 */
export interface ServerStreamingMethod<Request, Response> {
  (ctx: Context | undefined, req: Request, ...opts: CallOption[]): Promise<ServerStreamingClient<Response>>;
  (req: Request, ...opts: CallOption[]): Promise<ServerStreamingClient<Response>>;
}

/**
 * Calls a method with a stream of requests and one response. Without `ctx` it is the current context.
 *
 * @throws ClientError if the call was refused before anything was sent.
 */
export interface ClientStreamingMethod<Request, Response> {
  (ctx: Context | undefined, ...opts: CallOption[]): Promise<ClientStreamingClient<Request, Response>>;
  (...opts: CallOption[]): Promise<ClientStreamingClient<Request, Response>>;
}

/**
 * Calls a method with streams both ways. Without `ctx` it is the current context. Whoever does not receive the stream to its
 * end cancels the context, or leaves a loop over the stream.
 *
 * @throws ClientError if the call was refused before anything was sent.
 */
export interface BidiStreamingMethod<Request, Response> {
  (ctx: Context | undefined, ...opts: CallOption[]): Promise<BidiStreamingClient<Request, Response>>;
  (...opts: CallOption[]): Promise<BidiStreamingClient<Request, Response>>;
}
