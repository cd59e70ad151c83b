import { createChannel as createNiceChannel } from 'nice-grpc';
import { background, run } from '../../context';
import { patchRuntime } from '../../grpc-js/internal';

/**
 * Returns nice-grpc's `createChannel(address, credentials, options)`, made outside of any context: a channel that is made
 * while a call is handled keeps nothing of that call.
 */
export function createChannel(
  ...args: Parameters<typeof createNiceChannel>
): ReturnType<typeof createNiceChannel> {
  patchRuntime();
  return run(background(), createNiceChannel, ...args);
}
