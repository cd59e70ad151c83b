import type { CompatServiceDefinition, NormalizedServiceDefinition } from 'nice-grpc';
import type { Context } from '../context';
import type { RequestOut, ResponseIn } from './messages';
import type { BidiStreamingServer, ClientStreamingServer, ServerStreamingServer } from './server-streams';

/**
 * The handlers of `Service`, one for each of its methods: `(ctx, req) => res` for a unary method, `(req, stream)` for one
 * with a stream of responses, `(stream) => res` for one with a stream of requests, and `(stream)` for one with both.
 *
 * Ports the interface that `protoc-gen-go-grpc` generates.
 */
export type ServiceHandlers<Service extends CompatServiceDefinition> = {
  [Name in keyof NormalizedServiceDefinition<Service>]: Handler<NormalizedServiceDefinition<Service>[Name]>;
};

type Handler<M> = M extends { requestStream: false; responseStream: false }
  ? (ctx: Context, req: RequestOut<M>) => Promise<ResponseIn<M>>
  : M extends { requestStream: false; responseStream: true }
    ? (req: RequestOut<M>, stream: ServerStreamingServer<ResponseIn<M>>) => Promise<void>
    : M extends { requestStream: true; responseStream: false }
      ? (stream: ClientStreamingServer<RequestOut<M>>) => Promise<ResponseIn<M>>
      : (stream: BidiStreamingServer<RequestOut<M>, ResponseIn<M>>) => Promise<void>;
