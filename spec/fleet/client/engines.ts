import { connectClient } from './connect';
import type { FleetClient } from './fleet-client';
import { grpcJsClient } from './grpc-js';
import { niceGrpcClient } from './nice-grpc';
import { stubClient } from './stub';

/** Options of a channel. */
export type ChannelOptions = Readonly<Record<string, string | number>>;

/** How a client of each runtime is made: with a channel of its own to a target. */
export const engines = {
  'nice-grpc': niceGrpcClient,
  'grpc-js': grpcJsClient,
  stub: stubClient,
  connect: connectClient,
} satisfies Record<string, (target: string, options?: ChannelOptions) => FleetClient>;

/** A runtime of which there are clients and servers. */
export type Engine = keyof typeof engines;

export const engineNames: readonly Engine[] = ['nice-grpc', 'grpc-js', 'stub', 'connect'];

/** Those that take each target of gRPC's, a list of addresses or xDS for one, and service configs. */
export const grpcEngines: readonly Engine[] = engineNames.filter((name) => name !== 'connect');
