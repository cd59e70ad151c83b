import assert from 'node:assert/strict';
import { connect, createServer, type Socket } from 'node:net';
import { describe, it } from 'node:test';
import { background, withCancel, withTimeout } from 'mdctx/context';
import { createChannel } from 'mdctx/nice-grpc';
import { newClient, WaitForReady } from 'mdctx/stub';
import { Status } from 'nice-grpc-common';
import { testService } from '../../interop/support/test-service';
import { contextOf } from '../client/checks';
import { type ChannelOptions, engines } from '../client/engines';
import type { FleetClient } from '../client/fleet-client';
import { messageOf } from '../service/command';
import { type Kind, Service } from '../support/service';

// What becomes of connections: the rows of docs/operations.md.

interface Party {
  readonly service: Service;
  /** Returns a client that has a connection of its own. */
  dial(options?: ChannelOptions, port?: number): FleetClient;
}

/** Has a service, with `env`, and its clients, which end with it. */
async function between(kind: Kind, env: Record<string, string>, use: (party: Party) => Promise<void>) {
  const clients: FleetClient[] = [];
  Object.assign(process.env, env);
  const service = await Service.start(kind);
  for (const name of Object.keys(env)) delete process.env[name];
  const dial = (options: ChannelOptions = {}, port = service.port) => {
    const own = { 'grpc.use_local_subchannel_pool': 1, ...options };
    const client = engines['grpc-js'](`127.0.0.1:${port}`, own);
    clients.push(client);
    return client;
  };
  try {
    await use({ service, dial });
  } finally {
    for (const client of clients) client.close();
    await service.kill();
  }
}

let calls = 0;

/** Makes a call that goes on, and returns it once its handler runs, or once it has ended. */
async function begun({ service }: Party, client: FleetClient, ctx = background()) {
  const id = `begun-${++calls}`;
  const code = client.unary(contextOf(id, undefined, ctx), { id, do: 'hang' }).then(
    () => Status.OK,
    (error): Status => error.code,
  );
  await Promise.race([service.when('run', id), code]);
  return { id, code };
}

/** Makes a call that takes `ms` milliseconds. */
async function work(client: FleetClient, ms: number): Promise<void> {
  const id = `work-${++calls}`;
  await client.unary(contextOf(id), { id, do: 'work', ms });
}

const clientPings = { 'grpc.keepalive_time_ms': 200, 'grpc.keepalive_timeout_ms': 400 };
const server = (options: object) => ({ MDCTX_FLEET_SERVER: JSON.stringify(options) });

describe('a service that hangs', () => {
  it('ends the calls of a client that pings it', () =>
    between('nice-grpc', {}, async (party) => {
      const call = await begun(party, party.dial(clientPings));
      party.service.process.signal('SIGSTOP');
      assert.equal(await call.code, Status.UNAVAILABLE);
    }));

  it('has those of others wait for their deadlines', () =>
    between('nice-grpc', {}, async (party) => {
      const [ctx] = withTimeout(background(), 1500); // more than it takes pings to tell
      const call = await begun(party, party.dial(), ctx);
      party.service.process.signal('SIGSTOP');
      assert.equal(await call.code, Status.DEADLINE_EXCEEDED);
    }));
});

describe('a client that hangs', () => {
  it('has the contexts of its calls end, if the server pings it', () =>
    between('grpc-js', server(clientPings), async (party) => {
      const sockets: Socket[] = [];
      const relay = createServer((socket) => {
        const upstream = connect(party.service.port, '127.0.0.1');
        for (const one of [socket, upstream]) one.on('error', () => {});
        sockets.push(socket, upstream);
        socket.pipe(upstream).pipe(socket);
      });
      const port = await new Promise<number>((resolve) => {
        relay.listen(0, '127.0.0.1', () => resolve(Object(relay.address()).port));
      });
      const { id } = await begun(party, party.dial({}, port));
      for (const socket of sockets) socket.unpipe().pause(); // nothing comes of it any more, and it does not close
      assert.equal((await party.service.when('ended', id)).err, 'context canceled');
      for (const socket of sockets) socket.destroy();
      relay.close();
    }));
});

describe('pings', () => {
  const long = 2000; // ms, in which there are ten
  const patient = { ...clientPings, 'grpc.keepalive_timeout_ms': 60_000 };

  it('are too many for a service of grpc-go by default, which ends the connection', () =>
    between('grpc-go', { MDCTX_FLEET_STRICT: '1' }, async (party) => {
      const { code } = await begun(party, party.dial(clientPings));
      const ended = await code;
      console.log(`  too many pings: ${Status[ended]}`);
      assert.ok(ended === Status.RESOURCE_EXHAUSTED || ended === Status.UNAVAILABLE, Status[ended]);
    }));

  it('are taken by one with an enforcement policy', () =>
    between('grpc-go', {}, ({ dial }) => work(dial(patient), long)));

  it('are taken by a service of Node', () => between('grpc-js', {}, ({ dial }) => work(dial(patient), long)));
});

const age = { 'grpc.max_connection_age_ms': 300 };
const aged: ReadonlyArray<readonly [kind: Kind, age: Record<string, string>, grace: Record<string, string>]> =
  [
    ['grpc-js', server(age), server({ ...age, 'grpc.max_connection_age_grace_ms': 300 })],
    ['grpc-go', { MDCTX_FLEET_AGE: '300ms' }, { MDCTX_FLEET_AGE: '300ms', MDCTX_FLEET_GRACE: '300ms' }],
  ];

for (const [kind, age, grace] of aged) {
  describe(`an old connection of a service of ${kind}`, () => {
    it('takes no more calls, of which none is lost', () =>
      between(kind, age, async (party) => {
        const client = party.dial();
        const { code } = await begun(party, party.dial()); // one that goes on is left alone
        for (let i = 0; i < 50; i++) await work(client, 20);
        assert.equal(await Promise.race([code, 'running']), 'running');
      }));

    it('ends after a grace with the calls that it has', () =>
      between(kind, grace, async (party) => {
        const { id, code } = await begun(party, party.dial());
        assert.equal(await code, Status.UNAVAILABLE);
        assert.equal((await party.service.when('ended', id)).err, 'context canceled');
      }));
  });
}

describe('calls that are cancelled', () => {
  it('end no connection, though they are many at once', () =>
    between('nice-grpc', {}, async (party) => {
      const client = party.dial();
      const other = await begun(party, client);
      const [ctx, cancel] = withCancel(background());
      const many = await Promise.all(Array.from({ length: 2000 }, () => begun(party, client, ctx)));
      cancel();
      for (const { code } of many) assert.equal(await code, Status.CANCELLED);
      await work(client, 0);
      assert.equal(await Promise.race([other.code, 'running']), 'running');
    }));
});

describe('node:cluster', () => {
  const channels = 8;

  it('shares connections out to its workers, not calls', () =>
    between('cluster', {}, async ({ service, dial }) => {
      await service.workers(2);
      const reach = async (client: FleetClient) => {
        const id = `cluster-${++calls}`;
        return (await client.unary(contextOf(id), { id, do: 'echo' })).seen.server;
      };
      const reached = async (clients: readonly FleetClient[]) =>
        new Set(await Promise.all(clients.flatMap((client) => [reach(client), reach(client)]))).size;
      assert.equal(await reached(Array.from({ length: channels }, () => dial())), 2);
      const one = dial();
      assert.equal(await reached(Array.from({ length: 20 }, () => one)), 1);
      const shared = { 'grpc.use_local_subchannel_pool': 0 };
      assert.equal(await reached(Array.from({ length: channels }, () => dial(shared))), 1);
    }));
});

describe('a service that stands alone', () => {
  it('is missed by calls while it is away, but by those that wait for it', () =>
    between('nice-grpc', {}, async ({ service, dial }) => {
      const client = dial();
      await work(client, 0);
      await service.drain();
      await assert.rejects(work(client, 0), { code: Status.UNAVAILABLE });
      const channel = createChannel(`127.0.0.1:${service.port}`, undefined, {
        'grpc.max_reconnect_backoff_ms': 200,
      });
      const request = messageOf({ id: 'waiting', do: 'echo' });
      const waiting = newClient(testService, channel);
      const answered = waiting.unaryCall(contextOf('waiting'), request, WaitForReady(true));
      await service.up();
      assert.ok(await answered);
      channel.close();
    }));
});

describe('a service that is stopped by force', () => {
  const told: ReadonlyArray<readonly [Kind, Status]> = [
    ['nice-grpc', Status.CANCELLED],
    ['grpc-js', Status.CANCELLED],
    ['stub', Status.UNAVAILABLE],
    ['grpc-go', Status.UNAVAILABLE],
  ];
  for (const [kind, status] of told) {
    it(`tells ${Status[status]}: ${kind}`, () =>
      between(kind, {}, async (party) => {
        const { code } = await begun(party, party.dial());
        party.service.stop();
        assert.equal(await code, status);
      }));
  }
});
