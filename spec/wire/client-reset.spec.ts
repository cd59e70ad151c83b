import http2, { type Http2Server } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { Status } from 'nice-grpc-common';
import { background, withCancel, withTimeout } from '../../lib/context';
import { createChannel } from '../../lib/nice-grpc';
import { newClient, type StubClient } from '../../lib/stub';
import { manualClock, withClock } from '../../lib/testing';
import { unshared } from '../support/adapters/adapter';
import { Echo } from '../support/echo';

// What a server sees of calls that end early at our client. Node tells of a reset as `aborted`, and of the end of the client's
// side as `end`: a stream that is reset has that too, after the reset.

let server: Http2Server;
let channel: ReturnType<typeof createChannel>;
let client: StubClient<typeof Echo>;
let streams: Array<{ events: string[]; closed: Promise<unknown> }>;
let connections: Socket[];

async function serve(settings: http2.Settings = {}): Promise<void> {
  streams = [];
  connections = [];
  server = http2.createServer({ settings });
  server.on('connection', (socket: Socket) => connections.push(socket));
  server.on('stream', (stream) => {
    const events: string[] = [];
    for (const event of ['data', 'aborted', 'end']) stream.on(event, () => events.push(event));
    stream.on('error', () => {});
    const closed = new Promise((resolve) => stream.on('close', () => resolve(stream.rstCode)));
    streams.push({ events, closed });
    stream.respond({ 'content-type': 'application/grpc' });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  channel = createChannel(`127.0.0.1:${(server.address() as AddressInfo).port}`, undefined, unshared);
  client = newClient(Echo, channel);
}

afterEach(() => {
  channel.close();
  server.close();
});

describe('a call that ends early', () => {
  beforeEach(() => serve());

  type Ending = [ctx: ReturnType<typeof background>, end: () => void];
  const endings: ReadonlyArray<[string, () => Ending]> = [
    ['is cancelled', () => withCancel(background())],
    [
      'reaches its deadline',
      () => {
        const clock = manualClock();
        const [ctx] = withTimeout(withClock(background(), clock), 60_000);
        return [ctx, () => clock.advance(60_000)];
      },
    ],
  ];

  it.each(endings)('sends RST_STREAM alone when it %s', async (_, derive) => {
    const [ctx, end] = derive();
    const stream = await client.bidi(ctx);
    await stream.send({ half: 'of it' });
    await stream.header();
    end();
    await expect(stream.recv()).rejects.toBeDefined();
    expect(await streams[0]?.closed).toBe(http2.constants.NGHTTP2_CANCEL);
    expect(streams[0]?.events).toEqual(['data', 'aborted', 'end']);
  });
});

describe('calls that end before a server with few streams took them', () => {
  const most = 3;
  beforeEach(() => serve({ maxConcurrentStreams: most }));

  const call = async (kind: 'unary' | 'bidi', ctx: ReturnType<typeof background>) => {
    if (kind === 'unary') return client.unary(ctx, {});
    const stream = await client.bidi(ctx);
    await stream.send({});
    return stream.recv();
  };

  it.each([
    ['unary', 'deadline'],
    ['bidi', 'deadline'],
    ['bidi', 'cancel'],
  ] as const)('do not reach it: %s, %s', async (kind, ending) => {
    const [first, cancelFirst] = withCancel(background());
    await (await client.bidi(first)).header(); // now it is known how many the server takes
    const pairs = Array.from({ length: 40 }, () =>
      ending === 'deadline' ? withTimeout(background(), 100) : withCancel(background()),
    );
    const failures = pairs.map(([ctx]) => call(kind, ctx).catch((error: unknown) => error));
    if (ending === 'cancel') setTimeout(() => pairs.map(([, cancel]) => cancel()), 50);
    await Promise.all(failures);
    for (const [, cancel] of pairs) cancel();
    cancelFirst();
    const [last, cancelLast] = withCancel(background());
    await (await client.bidi(last)).header(); // what was sent before it has arrived
    cancelLast();
    expect(streams.length).toBeLessThanOrEqual(2 * most + 1);
  });
});

describe('calls whose connection drops', () => {
  beforeEach(() => serve());

  it.each(['ends', 'breaks'])('are all UNAVAILABLE when it %s', async (how) => {
    const calls = await Promise.all(Array.from({ length: 5 }, () => client.bidi(background())));
    await Promise.all(calls.map((call) => call.header()));
    for (const socket of connections) how === 'ends' ? socket.destroy() : socket.resetAndDestroy();
    const codes = await Promise.all(calls.map((call) => call.recv().catch(({ code }) => code)));
    expect(codes).toEqual(codes.map(() => Status.UNAVAILABLE));
  });
});
