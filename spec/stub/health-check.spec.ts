import { credentials } from '@grpc/grpc-js';
import { HealthImplementation, type ServingStatus } from 'grpc-health-check';
import { Status } from 'nice-grpc-common';
import {
  type ClientConn,
  ManualResolver,
  newClient,
  newClientConn,
  newServer,
  register,
  withDefaultServiceConfig,
  withResolvers,
  withTransportCredentials,
} from '../../lib/stub';
import { Echo } from '../support/echo';
import { handlersOf } from './stage';

const open: Array<() => unknown> = [];

afterEach(() => {
  for (const end of open.splice(0)) end();
});

/** A server with a health service, or without. */
async function serve(name: string, statuses?: Record<string, ServingStatus>) {
  const server = newServer();
  register(
    server,
    Echo,
    handlersOf(() => {}, { name }),
  );
  const health = new HealthImplementation(statuses);
  if (statuses !== undefined) health.addToServer(server);
  open.push(() => server.stop());
  return { health, addr: `localhost:${await server.serve('localhost:0')}` };
}

function connect(addresses: ReadonlyArray<{ addr: string }>, config: object): ClientConn {
  const resolver = new ManualResolver('spec-health');
  resolver.initialState({ addresses: addresses.map(({ addr }) => ({ addr })) });
  const conn = newClientConn(
    'spec-health:///x',
    withTransportCredentials(credentials.createInsecure()),
    withResolvers(resolver),
    withDefaultServiceConfig(JSON.stringify(config)),
  );
  open.push(() => conn.close());
  return conn;
}

const checked = { loadBalancingPolicy: 'round_robin', healthCheckConfig: { serviceName: 'shop' } };

/** Calls until `isEnough` says so of the answers of ten calls, and returns those. */
async function answers(conn: ClientConn, isEnough: (names: string) => boolean): Promise<string> {
  const client = newClient(Echo, conn);
  for (let round = 0; round < 500; round++) {
    const names: string[] = [];
    for (let i = 0; i < 10; i++) {
      const answer = await client.unary({}).catch((error) => ({ name: Status[error.code] }));
      names.push(String(answer.name));
    }
    const text = [...new Set(names)].sort().join();
    if (isEnough(text)) return text;
  }
  throw new Error('it stayed as it was');
}

describe('healthCheckConfig of a service config', () => {
  it('has calls go to servers that serve, as those tell', async () => {
    const [a, b] = [await serve('a', { shop: 'SERVING' }), await serve('b', { shop: 'NOT_SERVING' })];
    const conn = connect([a, b], checked);
    // The first call waits for what a server tells of its health.
    expect(await newClient(Echo, conn).unary({})).toEqual({ name: 'a' });
    expect(await answers(conn, (names) => names === 'a')).toBe('a');
    b.health.setStatus('shop', 'SERVING');
    await answers(conn, (names) => names === 'a,b');
    a.health.setStatus('shop', 'NOT_SERVING');
    await answers(conn, (names) => names === 'b');
    b.health.setStatus('shop', 'NOT_SERVING');
    await answers(conn, (names) => names === 'UNAVAILABLE');
    a.health.setStatus('shop', 'SERVING');
    await answers(conn, (names) => names === 'a');
  });

  it('takes a server without a health service for healthy', async () => {
    const conn = connect([await serve('a')], { ...checked, loadBalancingConfig: [{ round_robin: {} }] });
    expect(await answers(conn, () => true)).toBe('a');
  });

  it('does nothing with pick_first, as in Go', async () => {
    const server = await serve('a', { shop: 'NOT_SERVING' });
    const { healthCheckConfig } = checked;
    for (const policy of [{}, { loadBalancingPolicy: 'pick_first' }]) {
      expect(await answers(connect([server], { ...policy, healthCheckConfig }), () => true)).toBe('a');
    }
  });
});
