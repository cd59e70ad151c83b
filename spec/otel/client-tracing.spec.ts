import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { promised } from '../support/adapters/stage';

import { called, exportSpans } from './stage';

exportSpans();

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
