import type { Context } from '../../lib/context';
import type { ServerInterceptor } from '../../lib/interceptors';
import { type CallInit, callStream, callUnary, type Outcome } from '../../lib/testing';

/** Calls `handler` once as that of a unary call, once as that of a stream, behind `interceptor`. */
export type Call = (
  interceptor: ServerInterceptor,
  handler: (ctx: Context) => void | Promise<void>,
  init?: CallInit,
) => Promise<Outcome>;

/** The two sides of a server interceptor, which do the same. */
export const sides: ReadonlyArray<readonly [side: string, call: Call]> = [
  [
    'unary',
    ({ unary }, handler, init) => callUnary((ctx) => handler(ctx), {}, { ...init, interceptor: unary }),
  ],
  [
    'stream',
    ({ stream }, handler, init) =>
      callStream(({ context }) => handler(context), [{}], { ...init, interceptor: stream }),
  ],
];
