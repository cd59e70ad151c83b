import { context, propagation, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { ServerError, Status } from 'nice-grpc-common';
import { background } from '../../lib/context';
import { inOrder } from '../../lib/interceptors';
import { fromIncomingContext, type MD, newOutgoingContext, Pairs } from '../../lib/metadata';
import { clientTracing, serverTracing, type TracingOptions } from '../../lib/otel';
import { outcomeOf } from '../support/adapters/outcome';
import { promised, type Stage } from '../support/adapters/stage';
import { thrownBy, wrong } from '../support/wrong';

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
const tracer = provider.getTracer('spec');

beforeAll(() => provider.register());
afterAll(() => provider.shutdown());
beforeEach(() => exporter.reset());

/** Makes a call that `handler` handles, below an active span with baggage, and returns what came in. */
async function called(
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

describe('otel.clientTracing()', () => {
  promised('sends what the propagator writes, and nothing else of the trace', async (stage) => {
    const { span, md } = await called(stage, { propagator: new W3CTraceContextPropagator() });
    const { traceId, spanId } = span.spanContext();
    expect([md?.get('traceparent'), md?.get('baggage'), md?.get('x-tenant')]).toEqual([
      [`00-${traceId}-${spanId}-01`],
      undefined,
      ['acme'],
    ]);
  });

  promised('sends what the process propagates, if nothing else is said', async (stage) => {
    const { md } = await called(stage, {});
    expect(md?.get('baggage')).toEqual(['secret=of%20the%20house']);
  });
});

describe('the spans of a call', () => {
  promised('end with its status', async (stage) => {
    await called(stage, { tracer }, () => {
      throw new ServerError(Status.NOT_FOUND, 'SECRET');
    });
    await new Promise(setImmediate);
    const spans = exporter.getFinishedSpans().filter(({ name }) => name !== 'caller');
    const told = spans.map(({ kind, status, attributes }) => [
      kind,
      status,
      attributes['rpc.grpc.status_code'],
    ]);
    expect(told).toEqual(
      expect.arrayContaining([
        [SpanKind.SERVER, { code: SpanStatusCode.UNSET }, Status.NOT_FOUND],
        [SpanKind.CLIENT, { code: SpanStatusCode.ERROR, message: 'NOT_FOUND' }, Status.NOT_FOUND],
      ]),
    );
    expect(told).toHaveLength(2);
  });
});

describe('otel.serverTracing()', () => {
  promised(
    'begins a trace of its own if none came, whatever was active when the server was started',
    async (stage) => {
      let active: Span | undefined;
      stage.serverInterceptors = inOrder(serverTracing({ tracer }));
      const starting = tracer.startSpan('starting');
      const client = await context.with(trace.setSpan(context.active(), starting), () =>
        stage.serve(() => {
          active = trace.getActiveSpan();
        }),
      );
      await outcomeOf(client.call(stage.kind));
      expect(active?.spanContext().traceId).not.toBe(starting.spanContext().traceId);
      expect(active).toBeDefined();
    },
  );
});

describe.each([
  ['serverTracing', serverTracing],
  ['clientTracing', clientTracing],
])('otel.%s(), given nonsense', (name, tracing) => {
  it.each<[string, unknown, string]>([
    ['no options', null, 'options must be an object: got null'],
    ['a misspelling', { propagators: [] }, 'options must be propagator or tracer: got "propagators"'],
    ['no propagator', { propagator: 'w3c' }, 'propagator must be a TextMapPropagator: got string'],
    ['no tracer', { tracer: true }, 'tracer must be a Tracer: got boolean'],
  ])('refuses %s', (_, options, message) => {
    const error = thrownBy(() => tracing(wrong<TracingOptions>(options)));
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ message: `otel: ${name}: ${message}` });
  });
});
