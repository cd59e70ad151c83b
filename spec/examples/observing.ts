import { background, codes, context, status } from 'mdctx';
import {
  addLogFields,
  backoffExponentialWithJitter,
  clientMetrics,
  deadlineBounds,
  inOrder,
  logging,
  ratelimit,
  recovery,
  retry,
  serverMetrics,
} from 'mdctx/interceptors';
import { createChannel, createClientFactory, createServer } from 'mdctx/nice-grpc';
import { Registry } from 'prom-client';
import { GreeterDefinition } from './gen/greeter';

const logger = {
  write: (level: string, message: string, fields: Readonly<Record<string, unknown>>) =>
    console.log(level, message, fields['grpc.method'], fields['grpc.code'] ?? '', fields.user ?? ''),
};

let calls = 0;

async function main() {
  // #region server
  const registry = new Registry(); // of prom-client
  const metrics = serverMetrics(registry, { handlingTimeHistogram: true });
  metrics.initialize(GreeterDefinition);

  const server = createServer(
    inOrder(
      metrics,
      logging(({ level, message, fields }) => logger.write(level, message, fields), { events: ['finish'] }),
      recovery((_ctx, error) => status.error(codes.Internal, `please tell us: ${typeof error}`)),
      deadlineBounds({ maxTimeout: 60_000, defaultTimeout: 10_000 }),
      ratelimit({ limit: () => (calls > 100 ? new Error('100 calls are enough') : undefined) }),
    ),
  );
  // #endregion

  server.add(GreeterDefinition, {
    hello: async ({ name }, { ctx }) => {
      addLogFields(ctx, { user: name }); // for the line of its end
      if (++calls === 1) throw status.error(codes.Unavailable, 'not yet');
      return { text: `hello ${name}, until ${ctx.deadline !== undefined}` };
    },
    helloOften: () => (async function* () {})(),
    helloAll: async () => ({ text: '' }),
    helloEach: () => (async function* () {})(),
  });
  const channel = createChannel(`127.0.0.1:${await server.listen('127.0.0.1:0')}`);

  // #region client
  const factory = createClientFactory(
    inOrder(
      clientMetrics(registry),
      retry({ max: 3, codes: [codes.Unavailable], backoff: backoffExponentialWithJitter(10, 0.1) }),
    ),
  );
  // #endregion
  const client = factory.create(GreeterDefinition, channel);
  const ctx = context.withValue(background(), context.key('x'), 1);
  console.log((await client.hello({ name: 'Ada' }, { ctx })).text);

  const lines = (await registry.metrics()).split('\n');
  console.log(lines.filter((line) => line.startsWith('grpc_client_handled_total')).join());
  console.log(lines.filter((line) => line.includes('handled_total{') && line.endsWith(' 1')).length);

  channel.close();
  await server.shutdown();
}

void main();

// Output:
// warn finished call Hello Unavailable Ada
// info finished call Hello OK Ada
// hello Ada, until true
// grpc_client_handled_total{grpc_type="unary",grpc_service="greeter.v1.Greeter",grpc_method="Hello",grpc_code="OK"} 1
// 3
