import {
  type Context as OtelContext,
  context as otel,
  ROOT_CONTEXT,
  SpanKind,
  trace,
} from '@opentelemetry/api';
import type { Context } from '../context';
import type { StreamServerInterceptor, UnaryServerInterceptor } from '../grpc';
import { fromIncomingContext, MD } from '../metadata';
import { attributesOf, CallSpan } from './call-span';
import { mdGetter } from './carrier';
import { attributeOf } from './convert';
import { propagatorOf, type TracingOptions } from './options';
import { withSpan } from './with-span';

/**
 * Returns a server interceptor, for `inOrder`, by which a handler runs in the trace that its call came with: the active span is
 * that of the caller, or, with `options.tracer`, one of the call below it. Where a tool has made a span of the call already, as
 * `@opentelemetry/instrumentation-grpc` does, that one stays.
 *
 * Nothing but what the propagator reads is taken from the metadata.
 *
 * Ports what otelgrpc's `NewServerHandler` does for traces.
 *
 * @throws TypeError if an option has a wrong type, or is not known.
 */
export function serverTracing(options: TracingOptions = {}): {
  readonly unary: UnaryServerInterceptor;
  readonly stream: StreamServerInterceptor;
} {
  const propagator = propagatorOf('serverTracing', options);
  const begin = (ctx: Context, fullMethod: string): CallSpan => {
    const active = otel.active();
    if (isOfCall(active, fullMethod)) return new CallSpan(undefined, SpanKind.SERVER, fullMethod, active);
    const md = fromIncomingContext(ctx) ?? new MD();
    const parent = propagator.extract(ROOT_CONTEXT, md, mdGetter);
    return new CallSpan(options.tracer, SpanKind.SERVER, fullMethod, parent);
  };
  return {
    unary: (ctx, req, { fullMethod }, handler) =>
      withSpan(ctx, begin(ctx, fullMethod), (inner) => handler(inner, req)),
    stream: (srv, stream, { fullMethod }, handler) =>
      withSpan(stream.context, begin(stream.context, fullMethod), (context) =>
        handler(srv, { ...stream, context }),
      ),
  };
}

/** Reports whether the active span was made for this call: one of the code that started the server may be active too. */
function isOfCall(active: OtelContext, fullMethod: string): boolean {
  const span = trace.getSpan(active);
  if (span === undefined) return false;
  return Object.entries(attributesOf(fullMethod)).every(([name, value]) => attributeOf(span, name) === value);
}
