import { trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { ConsoleSpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { inOrder } from 'mdctx/interceptors';
import { createChannel, createClientFactory, createServer } from 'mdctx/nice-grpc';
import { clientTracing, serverTracing } from 'mdctx/otel';
import { GreeterDefinition, HopsDefinition } from '../gen/greeter';

// A program calls First, which calls Second, which calls Hello: three hops, one trace, which is printed.

const provider = new NodeTracerProvider({
  spanProcessors: [new SimpleSpanProcessor(new ConsoleSpanExporter())],
});
provider.register();

// #region tracing
const tracing = {
  tracer: trace.getTracer('shop'),
  propagator: new W3CTraceContextPropagator(), // and so no baggage
};

const clients = createClientFactory(inOrder(clientTracing(tracing)));
const newServer = () => createServer(inOrder(serverTracing(tracing)));
// #endregion

async function listen(server: ReturnType<typeof newServer>): Promise<string> {
  return `127.0.0.1:${await server.listen('127.0.0.1:0')}`;
}

async function main() {
  const greeterServer = newServer();
  greeterServer.add(GreeterDefinition, {
    hello: async ({ name }) => ({ text: `hello ${name}` }),
    async *helloOften() {},
    helloAll: async () => ({}),
    async *helloEach() {},
  });
  const toGreeter = createChannel(await listen(greeterServer));
  const greeter = clients.create(GreeterDefinition, toGreeter);

  const hopsServer = newServer();
  hopsServer.add(HopsDefinition, {
    first: (request) => hops.second(request),
    async second(request) {
      trace.getActiveSpan()?.addEvent('on the way'); // the span of this very call
      return greeter.hello(request);
    },
  });
  const toHops = createChannel(await listen(hopsServer));
  const hops = clients.create(HopsDefinition, toHops);

  await tracing.tracer.startActiveSpan('main', async (span) => {
    await hops.first({ name: 'Ada' });
    span.end();
  });

  for (const channel of [toGreeter, toHops]) channel.close();
  for (const server of [greeterServer, hopsServer]) await server.shutdown();
  await provider.shutdown();
}

void main();
