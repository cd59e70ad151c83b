import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import http2 from 'node:http2';
import { createInterface } from 'node:readline';
import {
  KeepaliveEnforcementPolicy,
  KeepaliveParams,
  newServer,
  register,
  type Server,
  type ServerOption,
} from '../../lib/stub';
import { handlersOf } from '../stub/stage';
import { Echo } from '../support/echo';
import { goPrograms } from './support/go-build';

// What a client sees of servers that close its connection: of grpc-go's and of ours, with the same options.

let go: ChildProcess;
const servers: Server[] = [];
/** The ports of servers that look at pings, at idle connections, and at old ones. */
const ports: Record<string, number[]> = {};

async function ours(...options: ServerOption[]): Promise<number> {
  const server = newServer(...options);
  servers.push(server);
  register(
    server,
    Echo,
    handlersOf(() => new Promise(() => {})),
  );
  return server.serve('127.0.0.1:0');
}

beforeAll(async () => {
  go = spawn(goPrograms().keepalive, { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: go.stdout as NodeJS.ReadableStream }), 'line');
  ports['grpc-go'] = String(line).split(' ').map(Number);
  ports.mdctx = [
    await ours(KeepaliveEnforcementPolicy({ minTime: 60_000, permitWithoutStream: true })),
    await ours(KeepaliveParams({ maxConnectionIdle: 300 })),
    await ours(KeepaliveParams({ maxConnectionAge: 300, maxConnectionAgeGrace: 300 })),
  ];
}, 600_000);

afterAll(() => {
  go.kill();
  for (const server of servers) server.stop();
});

interface Seen {
  /** The first GOAWAY: its code, and what it says. */
  readonly goaway: string;
  /** How a call ended that was there. */
  readonly call: string | undefined;
  /** Whether the connection was closed in the end. */
  readonly closed: boolean;
}

/** Connects, does `act`, and waits for the end of the connection. */
async function seen(
  port: number,
  withCall: boolean,
  act: (session: http2.ClientHttp2Session) => void,
): Promise<Seen> {
  const session = http2.connect(`http://127.0.0.1:${port}`).on('error', () => {});
  const goaways: string[] = [];
  session.on('goaway', (code, _last, data) => goaways.push(`${code} ${data ?? ''}`.trim()));
  const closed = new Promise<void>((resolve) => session.once('close', resolve));
  await once(session, 'remoteSettings');
  let call: Promise<string> | undefined;
  if (withCall) {
    const stream = session.request({
      ':method': 'POST',
      ':path':
        port === ports.mdctx?.[0] || port === ports.mdctx?.[2]
          ? '/test.Echo/Unary'
          : '/grpc.health.v1.Health/Watch',
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    stream.on('error', () => {}).resume();
    stream.end(
      port === ports.mdctx?.[0] || port === ports.mdctx?.[2]
        ? Buffer.from([0, 0, 0, 0, 2, 0x7b, 0x7d])
        : Buffer.alloc(5),
    );
    call = new Promise((resolve) => {
      stream.on('trailers', (trailers) => resolve(`status ${trailers['grpc-status']}`));
      stream.on('close', () => resolve('broken'));
    });
  }
  act(session);
  const isClosed = await Promise.race([
    closed.then(() => true),
    new Promise<boolean>((resolve) => setTimeout(resolve, 5000, false)),
  ]);
  session.destroy();
  return { goaway: goaways[0] ?? 'none', call: await call, closed: isClosed };
}

const pinging = (session: http2.ClientHttp2Session) => {
  let left = 6;
  const ping = () => {
    if (left-- > 0 && !session.destroyed) session.ping(Buffer.alloc(8), ping);
  };
  ping();
};

const cases: ReadonlyArray<readonly [string, number, boolean, (session: http2.ClientHttp2Session) => void]> =
  [
    ['that pings too often', 0, false, pinging],
    ['that is idle', 1, false, () => {}],
    ['that is old', 2, false, () => {}],
    ['that is old and has a call that goes on', 2, true, () => {}],
  ];

describe('a connection', () => {
  it.each(cases)('%s is closed as grpc-go closes it', async (_, index, withCall, act) => {
    const [theirs, own] = await Promise.all(
      ['grpc-go', 'mdctx'].map((name) => seen(ports[name]?.[index] ?? 0, withCall, act)),
    );
    // docs/parity.md: grpc-js says nothing of idleness.
    const expected = theirs?.goaway === '0 max_idle' ? { ...theirs, goaway: '0' } : theirs;
    expect(own).toEqual(expected);
  });
});
