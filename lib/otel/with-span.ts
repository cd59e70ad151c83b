import { type Context as OtelContext, context as otel, trace } from '@opentelemetry/api';
import { type Context, key, withValue } from '../context';
import type { CallSpan } from './call-span';

const otelKey = key<OtelContext>('otel.context');

/** Calls `f` in the context of `span`, with a context derived from `ctx` that knows it, and ends the span as that ends. */
export async function withSpan<T>(ctx: Context, span: CallSpan, f: (ctx: Context) => Promise<T>): Promise<T> {
  try {
    const result = await otel.with(span.context, f, undefined, withValue(ctx, otelKey, span.context));
    span.end();
    return result;
  } catch (error) {
    span.end(error);
    throw error;
  }
}

/**
 * Returns OpenTelemetry's context for a call that is made with `ctx`: the active one, or, where that knows nothing of a trace, as
 * in an event listener, the one of the call in whose handler `ctx` was made.
 */
export function parentFor(ctx: Context): OtelContext {
  const active = otel.active();
  return trace.getSpan(active) === undefined ? (ctx.value(otelKey) ?? active) : active;
}
