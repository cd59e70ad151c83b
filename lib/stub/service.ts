import type { Context } from '../context';
import type { Methods, ServiceDefinition, TypedMethod } from '../grpc';
import type { BidiStreamingServer, ClientStreamingServer, ServerStreamingServer } from './streams';

/**
 * The handlers of `Service`, one for each of its methods: `(ctx, req) => res` for a unary method, `(req, stream)` for one
 * with a stream of responses, `(stream) => res` for one with a stream of requests, and `(stream)` for one with both.
 *
 * Ports the interface that `protoc-gen-go-grpc` generates.
 */
export type ServiceHandlers<Service extends ServiceDefinition> = {
  -readonly [Name in keyof Methods<Service>]: HandlerOf<Methods<Service>[Name]>;
};

type HandlerOf<M> = M extends TypedMethod
  ? boolean extends M['requestStream']
    ? UntypedHandler
    : ByKind<M, M['requestStream'], M['responseStream']>
  : never;

type ByKind<M extends TypedMethod, RequestStream, ResponseStream> = RequestStream extends true
  ? ResponseStream extends true
    ? (stream: BidiStreamingServer<M['requestOut'], M['responseIn']>) => Promise<void>
    : (stream: ClientStreamingServer<M['requestOut']>) => Promise<M['responseIn']>
  : ResponseStream extends true
    ? (req: M['requestOut'], stream: ServerStreamingServer<M['responseIn']>) => Promise<void>
    : (ctx: Context, req: M['requestOut']) => Promise<M['responseIn']>;

/** A handler of a method whose definition has no types: what it takes and returns is known at run time alone. */
export type UntypedHandler = (...args: never[]) => Promise<unknown>;

/** The key under which the compiler knows the handlers of an unfinished service. At run time there is none. */
declare const unimplementedKey: unique symbol;

/** The instances of a class of `unimplemented`, before it defines a method. */
export interface UnimplementedHandlers<Service> {
  /** @internal */
  readonly [unimplementedKey]: Service;
}
