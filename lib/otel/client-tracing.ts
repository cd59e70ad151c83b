import { context as otel, SpanKind } from '@opentelemetry/api';
import type { Context } from '../context';
import { OnFinish, type StreamClientInterceptor, type UnaryClientInterceptor } from '../grpc';
import { fromOutgoingContext, MD, newOutgoingContext } from '../metadata';
import { CallSpan } from './call-span';
import { mdSetter } from './carrier';
import { propagatorOf, type TracingOptions } from './options';
import { parentFor, withSpan } from './with-span';

/**
 * Returns a client interceptor, for `inOrder`, by which each call carries the trace that is active where it is made: what the
 * propagator writes is sent, in place of what the outgoing metadata had under these keys. With `options.tracer` a call is a span
 * of its own, which ends with it.
 *
 * Ports what otelgrpc's `NewClientHandler` does for traces.
 *
 * @throws TypeError if an option has a wrong type, or is not known.
 */
export function clientTracing(options: TracingOptions = {}): {
  readonly unary: UnaryClientInterceptor;
  readonly stream: StreamClientInterceptor;
} {
  const propagator = propagatorOf('clientTracing', options);
  const begin = (ctx: Context, method: string): [CallSpan, Context] => {
    const span = new CallSpan(options.tracer, SpanKind.CLIENT, method, parentFor(ctx));
    const carrier = new MD();
    propagator.inject(span.context, carrier, mdSetter);
    return [span, sending(ctx, carrier)];
  };
  return {
    unary(ctx, method, req, invoker, opts) {
      const [span, sent] = begin(ctx, method);
      return withSpan(sent, span, (inner) => invoker(inner, method, req, opts));
    },
    async stream(ctx, desc, method, streamer, opts) {
      const [span, sent] = begin(ctx, method);
      try {
        const finish = OnFinish((error) => span.end(error));
        return await otel.with(span.context, () => streamer(sent, desc, method, [...opts, finish]));
      } catch (error) {
        span.end(error);
        throw error;
      }
    },
  };
}

/** Returns a context like `ctx` that sends what `carrier` has, in place of what it sent under these keys. */
function sending(ctx: Context, carrier: MD): Context {
  if (carrier.size === 0) return ctx;
  const md = fromOutgoingContext(ctx) ?? new MD();
  for (const [key, values] of carrier) md.set(key, values);
  return newOutgoingContext(ctx, md);
}
