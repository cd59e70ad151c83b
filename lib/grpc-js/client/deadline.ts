import type { Deadline } from '@grpc/grpc-js';

/**
 * Returns the earlier of `deadline` and `expires`, milliseconds since the epoch, for grpc-js; `Infinity` if there is neither.
 */
export function earlier(deadline: Deadline | undefined, expires: number): number {
  return deadline === undefined ? expires : Math.min(Number(deadline), expires);
}
