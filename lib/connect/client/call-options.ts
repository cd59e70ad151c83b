import type {
  DescMethodBiDiStreaming,
  DescMethodClientStreaming,
  DescMethodServerStreaming,
  DescMethodUnary,
  DescService,
  MessageInitShape,
  MessageShape,
} from '@bufbuild/protobuf';
import type { CallOptions } from '@connectrpc/connect';
import type { ContextOptions } from '../../grpc';

/** Per-call options: Connect's, and those that mdctx adds. */
export type ContextCallOptions = CallOptions & ContextOptions;

/** A client of a service, as Connect has one, whose calls also take `{ ctx, header, trailer, peer }`. */
export type Client<Service extends DescService> = {
  [Name in keyof Service['method']]: Service['method'][Name] extends DescMethodUnary<infer I, infer O>
    ? (request: MessageInitShape<I>, options?: ContextCallOptions) => Promise<MessageShape<O>>
    : Service['method'][Name] extends DescMethodServerStreaming<infer I, infer O>
      ? (request: MessageInitShape<I>, options?: ContextCallOptions) => AsyncIterable<MessageShape<O>>
      : Service['method'][Name] extends DescMethodClientStreaming<infer I, infer O>
        ? (
            requests: AsyncIterable<MessageInitShape<I>>,
            options?: ContextCallOptions,
          ) => Promise<MessageShape<O>>
        : Service['method'][Name] extends DescMethodBiDiStreaming<infer I, infer O>
          ? (
              requests: AsyncIterable<MessageInitShape<I>>,
              options?: ContextCallOptions,
            ) => AsyncIterable<MessageShape<O>>
          : never;
};
