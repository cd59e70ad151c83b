import { createRouterTransport } from '@connectrpc/connect';
import { createClient, withContexts } from '../../../lib/connect';
import {
  CallContentSubtype,
  Header,
  MaxCallRecvMsgSize,
  MaxCallSendMsgSize,
  OnFinish,
  PerRPCCredentials,
  setHeader,
  setTrailer,
  Trailer,
  UseCompressor,
  WaitForReady,
} from '../../../lib/grpc';
import { perRPCCredentials } from '../../../lib/interceptors';
import { fromIncomingContext, MD, Pairs } from '../../../lib/metadata';
import { Peer } from '../../../lib/peer';
import { connectClient } from '../../support/adapters/connect-client';
import { connectServer } from '../../support/adapters/connect-server';
import { ConnectEcho, textOf } from '../../support/connect-echo';

const credentials = {
  getRequestMetadata: () => ({ authorization: 'secret' }),
  requireTransportSecurity: () => false,
};

let seen: unknown;

const { routes } = withContexts({
  routes: (router) => {
    router.service(ConnectEcho, {
      unary() {
        seen = fromIncomingContext()?.get('authorization');
        setHeader(Pairs('h', '1'));
        setTrailer(Pairs('t', '1'));
        return textOf({});
      },
      async *serverStream() {
        seen = fromIncomingContext()?.get('authorization');
        setHeader(Pairs('h', '1'));
        setTrailer(Pairs('t', '1'));
        yield textOf({});
      },
    });
  },
});

const called = {
  unary: async (client: ReturnType<typeof newClient>, options: object) => {
    await client.unary({}, options);
  },
  serverStream: async (client: ReturnType<typeof newClient>, options: object) => {
    for await (const _ of client.serverStream({}, options));
  },
};

function newClient(interceptors = {}) {
  return createClient(ConnectEcho, createRouterTransport(routes), interceptors);
}

describe.each(['unary', 'serverStream'] as const)('createClient(): the opts of a call, %s', (kind) => {
  it('are told of the response, without any interceptor', async () => {
    const [header, trailer] = [new MD(), new MD()];
    const finished: unknown[] = [];
    const opts = [Header(header), Trailer(trailer), OnFinish((error) => finished.push(error))];
    await called[kind](newClient(), { opts });
    expect([header.get('h'), trailer.get('t'), finished]).toEqual([['1'], ['1'], [undefined]]);
  });

  it('with credentials refuse the call, which would go without them', async () => {
    seen = 'nothing';
    const opts = [PerRPCCredentials(credentials)];
    await expect(called[kind](newClient(), { opts })).rejects.toThrow('connect: PerRPCCredentials');
    expect(seen).toBe('nothing');
  });

  it.each([
    MaxCallRecvMsgSize(1),
    MaxCallSendMsgSize(1),
    UseCompressor('gzip'),
    CallContentSubtype('json'),
    WaitForReady(true),
  ])('with $kind, which Connect has not for a call, refuse it', async (option) => {
    await expect(called[kind](newClient(), { opts: [option] })).rejects.toMatchObject({ code: 13 });
    await called[kind](newClient(), { opts: [WaitForReady(false)] });
  });

  it('with credentials send them behind the interceptor perRPCCredentials', async () => {
    const none = { ...credentials, getRequestMetadata: () => ({}) };
    const { unary, stream } = perRPCCredentials(none);
    const client = newClient({ unaryInterceptors: [unary], streamInterceptors: [stream] });
    await called[kind](client, { opts: [PerRPCCredentials(credentials)] });
    expect(seen).toEqual(['secret']);
  });
});

describe('createClient(): the peer of a stream', () => {
  it.each(['1.1', '2'] as const)('is known with its header, over HTTP/%s', async (version) => {
    const server = await connectServer(version).listen(async ({ send }) => {
      await send({ n: 1 });
      await send({ n: 2 });
    });
    const client = connectClient('connect', version).connect(`127.0.0.1:${server.port}`);
    const peer = new Peer();
    const call = client.call('serverStream', { peer });
    await call.next();
    const addr = String(peer.addr);
    await call.leave?.();
    client.close();
    server.stop();
    expect(addr).toBe(`127.0.0.1:${server.port}`);
  });
});
