import { once } from 'node:events';
import http2 from 'node:http2';
import { Server as GrpcServer, ServerCredentials } from '@grpc/grpc-js';
import { serverInterceptor } from '../../lib/grpc-js';
import { createServer } from '../../lib/nice-grpc';
import { newServer, register } from '../../lib/stub';
import { limitStreamResets } from '../../lib/wire/internal';
import { handlersOf } from '../stub/stage';
import { Echo } from '../support/echo';
import { Moment } from '../support/moment';
import { message, requestFields } from './raw-client';

// Deadlines that pass are resets: 1,100 of one client in a burst, beside a call of the same connection that goes on. From Node 22 on that
// call is answered; Node 20 has no option for it, and ends the connection with all its calls, as docs/operations.md says.

const resets = 1_100;
const major = Number(process.versions.node.split('.')[0]);

interface Serving {
  readonly port: number;
  stop(): void;
}

const servers: Record<string, (handlers: ReturnType<typeof handlersOf>) => Promise<Serving>> = {
  'nice-grpc': async (handlers) => {
    const server = createServer();
    register(server, Echo, handlers);
    return { port: await server.listen('127.0.0.1:0'), stop: () => server.forceShutdown() };
  },
  'grpc-js': async (handlers) => {
    const server = new GrpcServer({ interceptors: [serverInterceptor()] });
    register(server, Echo, handlers);
    const port = await new Promise<number>((resolve) => {
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (_error, port) => resolve(port));
    });
    return { port, stop: () => server.forceShutdown() };
  },
  stub: async (handlers) => {
    const server = newServer();
    register(server, Echo, handlers);
    return { port: await server.serve('127.0.0.1:0'), stop: () => server.stop() };
  },
};

interface Outcome {
  /** How the call ended that went on meanwhile, and one that came after. */
  readonly calls: readonly string[];
  /** The code of the GOAWAY, if there was one. */
  readonly goaway: number | undefined;
}

/** Has a client reset many streams at once. If the connection does not survive that, its end is waited for. */
async function burst(serve: (typeof servers)[string], survives: boolean): Promise<Outcome> {
  const go = new Moment();
  let calls = 0;
  const { port, stop } = await serve(handlersOf(() => (calls++ === 0 ? go.came : undefined)));
  const session = http2.connect(`http://127.0.0.1:${port}`).on('error', () => {});
  let goaway: number | undefined;
  session.on('goaway', (code) => {
    goaway = code;
  });
  const closed = new Promise((resolve) => session.on('close', resolve));
  await once(session, 'remoteSettings');
  const request = () => session.request(Object.fromEntries(requestFields('unary', []))).on('error', () => {});
  const outcome = (stream: http2.ClientHttp2Stream) =>
    new Promise<string>((resolve) => {
      stream.on('trailers', (trailers) => resolve(`status ${trailers['grpc-status']}`));
      stream.on('close', () => resolve(`reset ${stream.rstCode}`)).resume();
    });
  try {
    const first = request();
    first.end(message);
    const goesOn = outcome(first);
    const left = Array.from({ length: resets }, () => {
      const stream = session.closed || session.destroyed ? undefined : request();
      stream?.close(http2.constants.NGHTTP2_CANCEL);
      return stream === undefined ? undefined : once(stream, 'close').catch(() => {});
    });
    await Promise.all(left);
    if (!survives) await closed; // the server may take its time to count them
    go.come();
    const ended = await goesOn;
    if (session.closed || session.destroyed) return { calls: [ended], goaway };
    const next = request();
    next.end(message);
    return { calls: [ended, await outcome(next)], goaway };
  } finally {
    session.destroy();
    stop();
  }
}

const alive: Outcome = { calls: ['status 0', 'status 0'], goaway: undefined };

describe('resets in a burst', () => {
  afterEach(() => limitStreamResets({ streamResetBurst: 10_000, streamResetRate: 1_000 }));

  it.each(Object.entries(servers))(
    'leave the other calls of a connection alone, from Node 22 on: %s',
    async (_, serve) => {
      const survives = major >= 22;
      const outcome = await burst(serve, survives);
      if (survives) expect(outcome).toEqual(alive);
      else expect(outcome).toMatchObject({ goaway: http2.constants.NGHTTP2_INTERNAL_ERROR });
    },
  );

  it('end a connection whose client goes beyond the limit', async () => {
    limitStreamResets({ streamResetBurst: 500, streamResetRate: 1 });
    const { goaway } = await burst(servers.stub as (typeof servers)[string], false);
    expect(goaway).toBe(http2.constants.NGHTTP2_INTERNAL_ERROR);
  });
});
