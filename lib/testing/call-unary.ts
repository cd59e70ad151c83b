import { Status } from 'nice-grpc-common';
import { type Context, run } from '../context';
import type { UnaryServerInterceptor } from '../grpc';
import { type CallInit, IncomingCall, mustBeCall, type Outcome } from './incoming-call';

/** How a unary call comes in. */
export interface UnaryCallInit extends CallInit {
  /** What stands before the handler: one interceptor, or a chain of them. */
  readonly interceptor?: UnaryServerInterceptor | undefined;
}

/** What the client of a unary call got. */
export interface UnaryOutcome<Response> extends Outcome {
  /** The response; `undefined` if the call failed. */
  readonly response: Response | undefined;
}

/**
 * Calls `handler` as a server does for a unary call, without a network, and returns what a client would have got. It
 * never throws what the handler throws: that is the outcome.
 *
 * The handler runs in a context of its call's own, which ends when the handler has returned. Header and trailer obey the
 * rules of a real call: what comes too late is refused. If the context ends before the handler has returned, that is the
 * outcome, though not before the handler has returned.
 *
 * @throws TypeError if an argument is not what it must be.
 */
export function callUnary<Request, Response>(
  handler: (ctx: Context, req: Request) => Response | Promise<Response>,
  req: Request,
  init?: UnaryCallInit,
): Promise<UnaryOutcome<Response>>;
// Inside, as for an interceptor, messages have no type.
export async function callUnary(
  handler: (ctx: Context, req: unknown) => unknown,
  req: unknown,
  init: UnaryCallInit = {},
): Promise<UnaryOutcome<unknown>> {
  mustBeCall('callUnary', handler, init, 'interceptor');
  const { interceptor = (ctx, req, _, handler) => handler(ctx, req), server } = init;
  const call = new IncomingCall(init);
  const info = { server, fullMethod: call.fullMethod };
  const inner = async (ctx: Context, req: unknown) => run(ctx, handler, ctx, req);
  try {
    const response = await run(call.ctx, interceptor, call.ctx, req, info, inner);
    if (call.ctx.err() === undefined) call.beforeMessage();
    const outcome = call.finish();
    return { ...outcome, response: outcome.code === Status.OK ? response : undefined };
  } catch (error) {
    return { ...call.finish(error), response: undefined };
  }
}
