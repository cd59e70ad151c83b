import { Server as GrpcServer } from '@grpc/grpc-js';
import { Status } from 'nice-grpc-common';
import { metadata } from '../../lib';
import { background, type Context, current, withCancel } from '../../lib/context';
import { type ServerStream, setTrailer } from '../../lib/grpc';
import { createChannel, createServer } from '../../lib/nice-grpc';
import {
  ChainStreamInterceptor,
  ChainUnaryInterceptor,
  InitialConnWindowSize,
  InitialWindowSize,
  KeepaliveEnforcementPolicy,
  KeepaliveParams,
  MaxConcurrentStreams,
  MaxRecvMsgSize,
  MaxSendMsgSize,
  newClient,
  newServer,
  register,
  unimplemented,
} from '../../lib/stub';
import { bound } from '../support/adapters/grpc-js-server';
import { Echo, type Message } from '../support/echo';
import { thrownBy, wrong } from '../support/wrong';

const open: Array<() => void> = [];
afterEach(() => {
  for (const end of open.splice(0)) end();
});

function clientOf(port: number) {
  const channel = createChannel(`127.0.0.1:${port}`);
  open.push(() => channel.close());
  return newClient(Echo, channel);
}

/** Handlers that echo, in a class as a port of Go has it. */
class Echoing {
  async unary(ctx: Context, req: Message): Promise<Message> {
    return { ...req, same: ctx === current(), k: metadata.valueFromIncomingContext(ctx, 'k') };
  }

  async serverStream(req: Message, stream: { send(m: Message): Promise<void> }): Promise<void> {
    for (let i = 0; i < 3; i++) await stream.send({ ...req, i });
  }

  async clientStream(stream: AsyncIterable<Message>): Promise<Message> {
    let n = 0;
    for await (const _ of stream) n++;
    return { n };
  }

  async bidi(stream: ServerStream<Message, Message>): Promise<void> {
    for (let m = await stream.recv(); m !== undefined; m = await stream.recv()) await stream.send(m);
  }
}

describe('newServer()', () => {
  it('serves what is registered, through its interceptors, in order', async () => {
    const seen: string[] = [];
    const server = newServer(
      ChainUnaryInterceptor(async (ctx, req, info, handler) => {
        seen.push(`1 ${info.fullMethod} ${info.server instanceof Echoing}`);
        return handler(ctx, req);
      }),
      ChainUnaryInterceptor((ctx, req, _, handler) => {
        seen.push('2');
        return handler(ctx, req);
      }),
      ChainStreamInterceptor((srv, stream, { fullMethod }, handler) => {
        seen.push(fullMethod);
        return handler(srv, stream);
      }),
      KeepaliveParams({ time: 60_000, timeout: 20_000, maxConnectionAge: 3_600_000 }),
      MaxConcurrentStreams(100),
      MaxSendMsgSize(1 << 20),
    );
    register(server, Echo, new Echoing());
    const client = clientOf(await server.serve('127.0.0.1:0'));
    open.push(() => server.stop());
    expect(await client.unary({ a: 1 })).toEqual({ a: 1, same: true });
    const stream = await client.serverStream({});
    const messages: Message[] = [];
    for await (const message of stream) messages.push(message);
    expect(messages).toEqual([{ i: 0 }, { i: 1 }, { i: 2 }]);
    expect(seen).toEqual(['1 /test.Echo/Unary true', '2', '/test.Echo/ServerStream']);
  });

  it('refuses what is larger than MaxRecvMsgSize', async () => {
    const server = newServer(MaxRecvMsgSize(20));
    register(server, Echo, new Echoing());
    const client = clientOf(await server.serve('127.0.0.1:0'));
    open.push(() => server.stop());
    await expect(client.unary({ text: 'x'.repeat(40) })).rejects.toMatchObject({
      code: Status.RESOURCE_EXHAUSTED,
    });
  });

  it('ends calls with UNAVAILABLE when it stops, as in Go', async () => {
    const server = newServer();
    let entered = () => {};
    const inside = new Promise<void>((resolve) => {
      entered = resolve;
    });
    const handlers = new Echoing();
    handlers.unary = async (ctx) => {
      entered();
      await new Promise((resolve) => ctx.signal.addEventListener('abort', resolve));
      throw ctx.err();
    };
    register(server, Echo, handlers);
    const client = clientOf(await server.serve('127.0.0.1:0'));
    const failed = client.unary({}).catch((error) => error);
    await inside;
    server.stop();
    expect(await failed).toMatchObject({ code: Status.UNAVAILABLE, details: 'the server is stopping' });
  });

  it('lets calls end when it stops gracefully', async () => {
    const server = newServer();
    register(server, Echo, new Echoing());
    const client = clientOf(await server.serve('127.0.0.1:0'));
    await client.unary({});
    await server.gracefulStop();
    expect(() => register(server, Echo, new Echoing())).toThrow(
      'a server gets its services before it serves',
    );
  });

  it.each<[string, () => unknown, string]>([
    [
      'no option',
      () => newServer(wrong({})),
      'stub: newServer: an option must be a ServerOption: got object',
    ],
    [
      'a size of text',
      () => MaxRecvMsgSize(wrong('9')),
      'stub: MaxRecvMsgSize: grpc.max_receive_message_length must be',
    ],
    [
      'a negative time',
      () => KeepaliveParams({ time: -1 }),
      'stub: KeepaliveParams: grpc.keepalive_time_ms must be',
    ],
    [
      'a window of text',
      () => InitialWindowSize(wrong('9')),
      'stub: InitialWindowSize: bytes must be a whole number from 0 to 2147483647: got string',
    ],
    [
      'a window that HTTP/2 has not',
      () => InitialConnWindowSize(2 ** 31),
      'stub: InitialConnWindowSize: bytes must be a whole number from 0 to 2147483647: got 2147483648',
    ],
    [
      'a negative least time',
      () => KeepaliveEnforcementPolicy({ minTime: -1 }),
      'stub: KeepaliveEnforcementPolicy: minTime must be',
    ],
    [
      'no interceptor',
      () => ChainUnaryInterceptor(wrong({})),
      'stub: ChainUnaryInterceptor: unaryInterceptors must be',
    ],
  ])('refuses %s', (_what, f, text) => {
    const refusal = thrownBy(f);
    expect(refusal).toBeInstanceOf(TypeError);
    expect(String(refusal)).toContain(text);
  });
});

describe('register() on a server of grpc-js that has no serverInterceptor()', () => {
  it('starts the context of each call with its handler', async () => {
    const server = new GrpcServer();
    const handlers = new Echoing();
    const unary = handlers.unary;
    handlers.unary = async (ctx, req) => {
      setTrailer(ctx, [['t', '1']]);
      return unary(ctx, req);
    };
    register(server, Echo, handlers);
    open.push(() => server.forceShutdown());
    const client = clientOf(await bound(server));
    const ctx = metadata.appendToOutgoingContext(background(), 'k', 'v1', 'k', 'v2');
    expect(await client.unary(ctx, { a: 1 })).toEqual({ a: 1, same: true, k: ['v1', 'v2'] });
    const stream = await client.bidi(withCancel(background())[0]);
    await stream.send({ b: 2 });
    expect(await stream.recv()).toEqual({ b: 2 });
    stream.closeSend();
    expect(await stream.recv()).toBeUndefined();
  });
});

describe('unimplemented()', () => {
  class Unfinished extends unimplemented(Echo) {
    async unary(_: Context, req: Message): Promise<Message> {
      return req;
    }
  }

  it('answers what a class does not define with UNIMPLEMENTED, on each server', async () => {
    const [nice, grpc, go] = [createServer(), new GrpcServer(), newServer()];
    for (const server of [nice, grpc, go]) register(server, Echo, new Unfinished());
    open.push(
      () => nice.forceShutdown(),
      () => grpc.forceShutdown(),
      () => go.stop(),
    );
    const ports = [await nice.listen('127.0.0.1:0'), await bound(grpc), await go.serve('127.0.0.1:0')];
    for (const port of ports) {
      const client = clientOf(port);
      expect(await client.unary({ a: 1 })).toEqual({ a: 1 });
      const stream = await client.serverStream({});
      await expect(stream.recv()).rejects.toMatchObject({
        code: Status.UNIMPLEMENTED,
        details: 'method ServerStream not implemented',
      });
    }
  });

  it('refuses what is no definition', () => {
    expect(thrownBy(() => unimplemented(wrong<typeof Echo>(5)))).toBeInstanceOf(TypeError);
  });

  it('does not let a class pass that defines less by mistake', () => {
    const uncalled = () => {
      // @ts-expect-error: methods are missing
      register(newServer(), Echo, { unary: async () => ({}) });
    };
    expect(typeof uncalled).toBe('function');
  });
});
