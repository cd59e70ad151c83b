import { credentials, makeGenericClientConstructor, Server, status } from '@grpc/grpc-js';
import { HealthImplementation, service } from 'grpc-health-check';
import { HealthDefinition, HealthServiceImpl, HealthState } from 'nice-grpc-server-health';
import { serverInterceptor } from '../../lib/grpc-js';
import type { DrainableServer, Health } from '../../lib/lifecycle';
import { createServer } from '../../lib/nice-grpc';
import { bound } from '../support/adapters/grpc-js-server';
import { Moment } from '../support/moment';
import { Timed } from './timed';

interface Served {
  readonly server: DrainableServer & { forceShutdown(): void };
  readonly health: Health;
  readonly port: number;
  /** Sets the status of a service as its owner does. */
  serving(service: string): void;
}

/** A server of grpc-js with the health service of grpc-health-check. */
async function grpcHealthCheck(): Promise<Served> {
  const health = new HealthImplementation({ '': 'SERVING', 'shop.Orders': 'SERVING' });
  const server = new Server({ interceptors: [serverInterceptor()] });
  health.addToServer(server);
  const serving = (service: string) => health.setStatus(service, 'SERVING');
  return { server, health, port: await bound(server), serving };
}

/** A server of nice-grpc with the health service of nice-grpc-server-health. */
async function niceGrpcServerHealth(): Promise<Served> {
  const health = HealthState();
  health.setStatus('healthy', 'shop.Orders');
  const server = createServer();
  server.add(HealthDefinition, HealthServiceImpl(health));
  const serving = (service: string) => health.setStatus('healthy', service);
  return { server, health, port: await server.listen('127.0.0.1:0'), serving };
}

const Client = makeGenericClientConstructor(service, 'Health');

describe.each([
  ['grpc-health-check', grpcHealthCheck],
  ['nice-grpc-server-health', niceGrpcServerHealth],
])('drain() with %s', (_, serve) => {
  it('has each service not serving from then on, tells watchers, and ends their streams', async () => {
    const { server, health, port, serving } = await serve();
    const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
    const check = (service: string) =>
      new Promise((resolve) => {
        Reflect.apply(Reflect.get(client, 'check'), client, [
          { service },
          (error: { code: number } | null, response: { status: string }) =>
            resolve(error ? status[error.code] : response.status),
        ]);
      });
    const told: string[] = [];
    const [watched, notServing, ended] = [new Moment(), new Moment(), new Moment<number>()];
    const stream = Reflect.apply(Reflect.get(client, 'watch'), client, [{ service: 'shop.Orders' }]);
    stream.on('data', (response: { status: string }) => {
      told.push(response.status);
      (told.length === 1 ? watched : notServing).come();
    });
    stream.on('error', (error: { code: number }) => ended.come(error.code));
    try {
      await watched.came;
      const services = ['', 'shop.Orders', 'shop.Unknown'];
      expect(await Promise.all(services.map(check))).toEqual(['SERVING', 'SERVING', 'NOT_FOUND']);

      const timed = new Timed();
      const draining = timed.drain(server, { health, notServingFor: 1000, grace: 60_000 });
      const done = draining.start();
      serving('shop.Orders'); // too late
      await notServing.came;
      expect(await Promise.all(services.map(check))).toEqual(['NOT_SERVING', 'NOT_SERVING', 'NOT_FOUND']);
      await timed.passes(1000);
      expect(await ended.came).toBe(status.UNAVAILABLE);
      expect(await done).toBe(0);
      expect(new Set(told)).toEqual(new Set(['SERVING', 'NOT_SERVING']));
    } finally {
      client.close();
      server.forceShutdown();
    }
  });
});
