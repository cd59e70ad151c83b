import type { Context } from '../context';
import type { CallOption, Methods, ServiceDefinition, TypedMethod } from '../grpc';
import type { BidiStreamingClient, ClientStreamingClient, ServerStreamingClient } from './streams';

/**
 * A client of `Service`: a method for each of its methods, with the context first, which may be left out.
 *
 * Ports the interface that `protoc-gen-go-grpc` generates.
 */
export type StubClient<Service extends ServiceDefinition> = {
  readonly [Name in keyof Methods<Service>]: ClientMethod<Methods<Service>[Name]>;
};

type ClientMethod<M> = M extends TypedMethod
  ? boolean extends M['requestStream']
    ? UntypedMethod
    : ByKind<M, M['requestStream'], M['responseStream']>
  : never;

type ByKind<M extends TypedMethod, RequestStream, ResponseStream> = RequestStream extends true
  ? ResponseStream extends true
    ? BidiStreamingMethod<M['requestIn'], M['responseOut']>
    : ClientStreamingMethod<M['requestIn'], M['responseOut']>
  : ResponseStream extends true
    ? ServerStreamingMethod<M['requestIn'], M['responseOut']>
    : UnaryMethod<M['requestIn'], M['responseOut']>;

/** A method of a definition that has no types: what it takes and returns is known at run time alone. */
export type UntypedMethod = (...args: readonly unknown[]) => Promise<unknown>;

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
 * context. A caller that does not receive the stream to its end cancels the context, or leaves a loop over the stream.
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
 * Calls a method with streams both ways. Without `ctx` it is the current context. A caller that does not receive the stream to its
 * end cancels the context, or leaves a loop over the stream.
 *
 * @throws ClientError if the call was refused before anything was sent.
 */
export interface BidiStreamingMethod<Request, Response> {
  (ctx: Context | undefined, ...opts: CallOption[]): Promise<BidiStreamingClient<Request, Response>>;
  (...opts: CallOption[]): Promise<BidiStreamingClient<Request, Response>>;
}
