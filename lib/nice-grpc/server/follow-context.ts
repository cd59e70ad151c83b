import { bindIterable, current, run, withSignal, withValue } from '../../context';
import { isContext } from '../../context/internal';
import { asServerMiddleware } from '../convert';
import { enteredKey } from './call-context';

/**
 * A middleware that stands behind each one of a user's: what is further in runs in the context that the one before passed on, be it
 * another `ctx`, or another `signal`, which the context then follows.
 */
export const followContext = asServerMiddleware((call, context) => {
  const here = current();
  const ctx = isContext(context.ctx) ? context.ctx : here;
  const own = ctx.value(enteredKey);
  if (own === undefined || context === own.context) return call.next(call.request, context);
  const hasOwnSignal = context.signal === own.context.signal;
  if (hasOwnSignal && ctx === here) return call.next(call.request, { ...context, ctx });
  const bound = hasOwnSignal || context.signal === ctx.signal ? ctx : withSignal(ctx, context.signal);
  const signal = hasOwnSignal ? own.signalOf(bound) : context.signal;
  const followed = { ...context, signal, ctx: bound };
  followed.ctx = withValue(bound, enteredKey, { context: followed, signalOf: (ctx) => own.signalOf(ctx) });
  return bindIterable(followed.ctx, run(followed.ctx, call.next, call.request, followed));
});
