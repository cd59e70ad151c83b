import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { kinds } from '../support/echo';
import { type Means, type Seen, shapesWith } from './seen';

// Makes calls of each kind from A by B to C while OpenTelemetry looks on, and tells as JSON on standard output what it saw.
//
//   traced.ts ORDER AUTO
//
// ORDER tells what is loaded first: `otel` or `mdctx`. AUTO tells whether @opentelemetry/instrumentation-grpc is at work; else
// the interceptors of mdctx/otel are, with a tracer and without.

const [order, auto = ''] = process.argv.slice(2);

// Loaded when they are called for, and not before.
const otel = (): typeof import('./set-up') => require('./set-up');
const trip = (): typeof import('./trip') => require('./trip');

async function main(): Promise<void> {
  // What is loaded first does not know of the other.
  if (order === 'mdctx') require('../support/adapters/pairs');
  const spans = otel().setUp(auto === 'auto');
  require('@grpc/grpc-js'); // a tool patches what was loaded before when it is asked for again
  const seen: Seen[] = [];
  for (const shape of shapesWith(auto)) {
    for (const means of auto === 'auto' ? (['auto', 'both'] as const) : (['tracer', 'propagator'] as const)) {
      seen.push(...(await travel(shape, means, spans)));
    }
  }
  console.log(JSON.stringify(seen));
}

async function travel(shape: string, means: Means, spans: () => readonly ReadableSpan[]): Promise<Seen[]> {
  const calls = await trip().Trip.over(shape, means);
  const seen: Seen[] = [];
  for (const kind of kinds) {
    const strange = await calls.go(kind);
    await new Promise(setImmediate); // a span of a server ends when its handler has returned
    seen.push({ shape, means, kind, trace: traceOf(spans(), `${shape} ${means} ${kind}`), strange });
  }
  calls.close();
  return seen;
}

/** Returns the longest chain of spans below the root of the name `name`, by their kinds and names. */
function traceOf(spans: readonly ReadableSpan[], name: string): string[] {
  const root = spans.find((span) => span.name === name);
  const below = (parent: ReadableSpan): ReadableSpan[] => {
    const { spanId, traceId } = parent.spanContext();
    const children = spans.filter(
      (span) => span.parentSpanContext?.spanId === spanId && span.spanContext().traceId === traceId,
    );
    const longest = children.map(below).sort((a, b) => b.length - a.length)[0];
    return [parent, ...(longest ?? [])];
  };
  const kindNames = ['INTERNAL', 'SERVER', 'CLIENT'];
  return root ? below(root).map((span) => `${kindNames[span.kind]} ${span.name}`) : [];
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
