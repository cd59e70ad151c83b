import { once } from 'node:events';
import http2, { type ClientHttp2Session } from 'node:http2';
import {
  InitialConnWindowSize,
  InitialWindowSize,
  KeepaliveEnforcementPolicy,
  MaxConcurrentStreams,
  newServer,
  register,
  type ServerOption,
} from '../../lib/stub';
import { Echo } from '../support/echo';
import { Moment } from '../support/moment';
import { handlersOf } from './stage';

// What Go's servers say of their connections and grpc-js has no option for: a client of node:http2 sees it.

const open: Array<() => void> = [];

afterEach(() => {
  for (const end of open.splice(0).reverse()) end();
});

interface Connected {
  readonly session: ClientHttp2Session;
  /** What ended the connection: the code of its GOAWAY and what that says. */
  readonly goaway: Promise<string>;
  ping(): Promise<void>;
  /** Begins a call; returns how to have it answered, and what it was answered. */
  call(): { answer(): void; answered: Promise<string> };
}

async function connected(...options: ServerOption[]): Promise<Connected> {
  const go = new Moment();
  const server = newServer(...options);
  register(
    server,
    Echo,
    handlersOf(() => go.came),
  );
  open.push(() => server.stop());
  const session = http2.connect(`http://127.0.0.1:${await server.serve('127.0.0.1:0')}`);
  open.push(() => session.destroy());
  session.on('error', () => {});
  const closed = once(session, 'close');
  const goaway = new Promise<string>((resolve) => {
    session.on('goaway', (code, _last, data) => resolve(`${code} ${data}`));
  });
  await once(session, 'remoteSettings');
  return {
    session,
    goaway,
    async ping() {
      const answered = new Promise((resolve) => session.destroyed || session.ping(Buffer.alloc(8), resolve));
      await Promise.race([answered, closed]); // then nobody answers
    },
    call() {
      const stream = session.request({
        ':method': 'POST',
        ':path': '/test.Echo/Unary',
        'content-type': 'application/grpc',
        te: 'trailers',
      });
      stream.on('error', () => {}).resume();
      stream.end(Buffer.from([0, 0, 0, 0, 2, 0x7b, 0x7d]));
      const answered = new Promise<string>((resolve) => {
        stream.on('trailers', (trailers) => resolve(`status ${trailers['grpc-status']}`));
        stream.on('close', () => resolve(`reset ${stream.rstCode}`));
      });
      return { answer: () => go.come(), answered };
    },
  };
}

const pings = async (n: number, { ping }: Connected) => {
  for (let i = 0; i < n; i++) await ping();
};

describe('stub.KeepaliveEnforcementPolicy()', () => {
  it("ends the connection of a client that pings too often, with grpc-go's GOAWAY", async () => {
    const client = await connected(
      KeepaliveEnforcementPolicy({ minTime: 60_000, permitWithoutStream: true }),
    );
    const { answered } = client.call();
    await pings(4, client); // the first comes after none
    expect(await client.goaway).toBe('11 too_many_pings');
    expect(await answered).toMatch(/^reset/);
    if (!client.session.destroyed) await once(client.session, 'close');
  });

  it('counts pings without a call as too many, unless they are permitted', async () => {
    const strict = await connected(KeepaliveEnforcementPolicy({ minTime: 0 }));
    await pings(4, strict);
    expect(await strict.goaway).toBe('11 too_many_pings');
    const permitting = await connected(KeepaliveEnforcementPolicy({ minTime: 0, permitWithoutStream: true }));
    await pings(20, permitting);
    expect(permitting.session.destroyed).toBe(false);
  });

  it('lets a client ping after each thing that it is sent', async () => {
    const client = await connected(
      KeepaliveEnforcementPolicy({ minTime: 60_000, permitWithoutStream: true }),
    );
    for (let i = 0; i < 5; i++) {
      const { answer, answered } = client.call();
      answer();
      expect(await answered).toBe('status 0');
      await pings(2, client);
    }
    expect(client.session.destroyed).toBe(false);
  });

  it('takes any number of pings without the option', async () => {
    const client = await connected();
    await pings(50, client);
    expect(client.session.destroyed).toBe(false);
  });
});

describe('stub.InitialWindowSize(), stub.InitialConnWindowSize()', () => {
  const mebibyte = 2 ** 20;

  it('tells clients the windows of the server', async () => {
    const { session } = await connected(
      InitialWindowSize(mebibyte),
      InitialConnWindowSize(2 * mebibyte),
      MaxConcurrentStreams(7),
    );
    expect(session.remoteSettings).toMatchObject({ initialWindowSize: mebibyte, maxConcurrentStreams: 7 });
    while ((session.state.remoteWindowSize ?? 0) < 2 * mebibyte)
      await new Promise((resolve) => session.ping(Buffer.alloc(8), resolve)); // a WINDOW_UPDATE comes after the settings
    expect(session.state.remoteWindowSize).toBe(2 * mebibyte);
  });

  it('leave what is less than 64 KiB as HTTP/2 has it, as in Go', async () => {
    const { session, ping } = await connected(InitialWindowSize(1000), InitialConnWindowSize(1000));
    await ping();
    expect([session.remoteSettings.initialWindowSize, session.state.remoteWindowSize]).toEqual([
      65_535, 65_535,
    ]);
  });
});
