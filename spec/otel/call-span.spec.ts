import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { ServerError, Status } from 'nice-grpc-common';
import { promised } from '../support/adapters/stage';

import { called, exporter, exportSpans, tracer } from './stage';

exportSpans();

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
