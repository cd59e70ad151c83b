import { current } from 'mdctx';
import { cause } from 'mdctx/context';
import { drain } from 'mdctx/lifecycle';
import { createChannel, createClient, createServer } from 'mdctx/nice-grpc';
import { HealthDefinition, HealthServiceImpl, HealthState } from 'nice-grpc-server-health';
import { GreeterDefinition } from './gen/greeter';

async function main() {
  // #region drain
  const health = HealthState();
  const server = createServer();
  server.add(HealthDefinition, HealthServiceImpl(health));
  const draining = drain(server, {
    signal: 'SIGTERM',
    health, // each service is NOT_SERVING as soon as the signal comes
    notServingFor: 100, // ms: longer than it takes a load balancer to notice
    grace: 200, // ms that calls may run on; then they end with UNAVAILABLE
    exit: (code) => console.log('exit', code), // process.exit, if it is left out
  });
  // #endregion

  let enter = () => {};
  const entered = new Promise<void>((resolve) => {
    enter = resolve;
  });
  server.add(GreeterDefinition, {
    async hello() {
      const ctx = current();
      ctx.signal.addEventListener('abort', () => console.log('handler:', String(cause(ctx))));
      enter();
      return new Promise(() => {}); // it would go on for ever
    },
    async *helloOften() {},
    helloAll: async () => ({ text: '' }),
    async *helloEach() {},
  });
  const channel = createChannel(`127.0.0.1:${await server.listen('127.0.0.1:0')}`);
  const call = createClient(GreeterDefinition, channel).hello({ name: 'Ada' });
  const failed = call.catch((error) => console.log('client:', error.message));
  await entered;
  process.kill(process.pid, 'SIGTERM');
  await failed;
  await draining.done;
  channel.close();
}

void main();

// Output:
// handler: ServerError: UNAVAILABLE: server is shutting down
// client: /greeter.v1.Greeter/Hello UNAVAILABLE: server is shutting down
// exit 1
