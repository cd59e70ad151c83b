import { context, type Span, trace } from '@opentelemetry/api';
import { inOrder } from '../../lib/interceptors';
import { serverTracing } from '../../lib/otel';
import { outcomeOf } from '../support/adapters/outcome';
import { promised } from '../support/adapters/stage';

import { exportSpans, tracer } from './stage';

exportSpans();

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
