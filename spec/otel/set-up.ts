import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { GrpcInstrumentation } from '@opentelemetry/instrumentation-grpc';
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

/** Starts OpenTelemetry as an application does, with or without the instrumentation of grpc-js. Returns what it has exported. */
export function setUp(auto: boolean): () => ReadableSpan[] {
  const exporter = new InMemorySpanExporter();
  const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  provider.register();
  if (auto) registerInstrumentations({ instrumentations: [new GrpcInstrumentation()] });
  return () => exporter.getFinishedSpans();
}
