// Demonstrates how to manage and report its health status using the gRPC health library.
import { setTimeout as sleep } from 'node:timers/promises';
import { HealthImplementation, type ServingStatus } from 'grpc-health-check';
import type { Context } from 'mdctx';
import { newServer, register, unimplemented } from 'mdctx/stub';
import { flags } from '../flag';
import { EchoDefinition, type EchoRequest, type EchoResponse } from '../gen/echo';
import { run } from '../main';

const flag = flags({ port: '50051', sleep: '5s' }); // sleep: duration between changes in health

const system = ''; // empty string represents the health of the system

class EchoServer extends unimplemented(EchoDefinition) {
  async unaryEcho(_ctx: Context, _req: EchoRequest): Promise<EchoResponse> {
    return { message: `hello from localhost:${flag.port}` };
  }
}

async function main(): Promise<void> {
  const s = newServer();
  const healthcheck = new HealthImplementation({ [system]: 'SERVING' });
  healthcheck.addToServer(s);
  register(s, EchoDefinition, new EchoServer());

  void (async () => {
    // asynchronously inspect dependencies and toggle serving status as needed
    let next: ServingStatus = 'SERVING';

    for (;;) {
      healthcheck.setStatus(system, next);

      next = next === 'SERVING' ? 'NOT_SERVING' : 'SERVING';

      await sleep(Number.parseFloat(flag.sleep) * 1000);
    }
  })();

  await s.serve(`:${flag.port}`);
}

run(main);
