import { context, propagation, type Span, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { background } from '../../lib/context';
import { inOrder } from '../../lib/interceptors';
import { fromIncomingContext, type MD, newOutgoingContext, Pairs } from '../../lib/metadata';
import { clientTracing, serverTracing, type TracingOptions } from '../../lib/otel';
import { outcomeOf } from '../support/adapters/outcome';
import type { Stage } from '../support/adapters/stage';

/** Where the spans of the specs end. */
export const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
export const tracer = provider.getTracer('spec');

/** Has the spans of each spec of a file end in `exporter`. */
export function exportSpans(): void {
  beforeAll(() => provider.register());
  afterAll(() => provider.shutdown());
  beforeEach(() => exporter.reset());
}

/** Makes a call that `handler` handles, below an active span with baggage, and returns what came in. */
export async function called(
  stage: Stage,
  options: TracingOptions,
  handler: () => unknown = () => {},
): Promise<{ span: Span; md: MD | undefined }> {
  let md: MD | undefined;
  stage.clientInterceptors = inOrder(clientTracing(options));
  stage.serverInterceptors = inOrder(serverTracing(options));
  const client = await stage.serve(() => {
    md = fromIncomingContext();
    return handler();
  });
  const span = tracer.startSpan('caller');
  const baggage = propagation.createBaggage({ secret: { value: 'of the house' } });
  const ctx = newOutgoingContext(background(), Pairs('traceparent', 'old', 'x-tenant', 'acme'));
  await context.with(propagation.setBaggage(trace.setSpan(context.active(), span), baggage), () =>
    outcomeOf(client.call(stage.kind, { ctx })),
  );
  span.end();
  return { span, md };
}
