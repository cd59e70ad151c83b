import { type ChannelOptions, type Engine, engines } from './engines';
import type { FleetClient } from './fleet-client';

let xds: Promise<void> | undefined;

const address = /^[\d.]+:\d+$/;

/**
 * Returns a client of a target, which may be one of xDS: to load what that needs takes longer than all else. Connect takes
 * addresses alone, so others are left to nice-grpc.
 */
export async function dial(engine: Engine, target: string, options: ChannelOptions): Promise<FleetClient> {
  if (target.startsWith('xds:')) {
    xds ??= import('@grpc/grpc-js-xds').then(({ register }) => register());
    await xds;
  }
  return engines[engine === 'connect' && !address.test(target) ? 'nice-grpc' : engine](target, options);
}
