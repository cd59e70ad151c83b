import type { Context } from '../../context';
import type { ContextOptions } from '../../grpc';
import type { Observed } from '../../grpc/internal';

/** Under this the options of a call carry the context in which it was called. */
export const caller = Symbol('mdctx.caller');

/** What the options of a call carry from where it was called to where it is made. */
export interface Carried extends ContextOptions, Observed {
  readonly [caller]?: Context;
}
