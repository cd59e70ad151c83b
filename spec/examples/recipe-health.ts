import { context, current } from 'mdctx';
import { drain } from 'mdctx/lifecycle';
import { createChannel, createClient, createServer } from 'mdctx/nice-grpc';
import { HealthDefinition, HealthServiceImpl, HealthState } from 'nice-grpc-server-health';
import { GreeterDefinition, type GreeterServiceImplementation } from './gen/greeter';
import { unimplemented } from './support/loopback';

async function main() {
  let begun = (): void => {};
  const running = new Promise<void>((resolve) => (begun = resolve));
  const greeter: GreeterServiceImplementation = {
    ...unimplemented,
    async hello() {
      begun();
      await new Promise<void>((done) => context.afterFunc(current(), done)); // until the call ends
      return { text: 'too late' };
    },
  };

  // #region health
  const health = HealthState();
  health.setStatus('healthy', GreeterDefinition.fullName);
  const server = createServer();
  server.add(GreeterDefinition, greeter);
  server.add(HealthDefinition, HealthServiceImpl(health));
  // #endregion
  const port = await server.listen('127.0.0.1:0');
  const channel = createChannel(`127.0.0.1:${port}`);

  // #region drain
  // In a service: { signal: 'SIGTERM', health, notServingFor: 5_000, grace: 25_000 }
  const end = drain(server, { health, grace: 50, exit: false });
  // #endregion

  const probe = createClient(HealthDefinition, channel);
  const { status } = await probe.check({ service: GreeterDefinition.fullName });
  console.log('serving', status === 1);

  const call = createClient(GreeterDefinition, channel).hello({ name: 'Ada' });
  await running;
  const code = end.start();
  console.log('a call that does not end:', await call.catch((error) => error.message));
  console.log('exit code', await code);
  channel.close();
}

void main();

// Output:
// serving true
// a call that does not end: /greeter.v1.Greeter/Hello UNAVAILABLE: server is shutting down
// exit code 1
