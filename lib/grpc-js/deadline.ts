import type { Deadline } from '@grpc/grpc-js';
import type { Context } from '../context';

/** Returns the earlier of `deadline` and that of `ctx`, for grpc-js; `Infinity` if there is neither. */
export function earlier(deadline: Deadline | undefined, ctx: Context): Deadline {
  const own = deadline === undefined ? Number.POSITIVE_INFINITY : Number(deadline);
  return Math.min(own, ctx.deadline?.getTime() ?? Number.POSITIVE_INFINITY);
}
