import type { ClientSide, ServerSide } from './adapter';
import { grpcJsClient } from './grpc-js-client';
import { grpcJsServer } from './grpc-js-server';
import { niceGrpcClient } from './nice-grpc-client';
import { niceGrpcServer } from './nice-grpc-server';

/** A server's adapter and a client's that talk to each other. */
export interface Pair {
  readonly name: string;
  readonly server: ServerSide;
  readonly client: ClientSide;
}

export const niceGrpc: Pair = { name: 'nice-grpc', server: niceGrpcServer, client: niceGrpcClient };
export const grpcJs: Pair = { name: 'grpc-js', server: grpcJsServer, client: grpcJsClient };

/** Each adapter with itself. */
export const adapters: readonly Pair[] = [niceGrpc, grpcJs];

/** Each adapter's server with each adapter's client. */
export const crossings: readonly Pair[] = [
  ...adapters,
  { name: 'nice-grpc, called by grpc-js', server: niceGrpcServer, client: grpcJsClient },
  { name: 'grpc-js, called by nice-grpc', server: grpcJsServer, client: niceGrpcClient },
];
