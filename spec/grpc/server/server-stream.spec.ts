import { type Context, key, run, withValue } from '../../../lib/context';
import { newCallContext } from '../../../lib/context/internal';
import { chainStreamServer, type ServerStream, type StreamServerInterceptor } from '../../../lib/grpc';
import { IncomingCall, serverStream } from '../../../lib/grpc/internal';
import { Peer } from '../../../lib/peer';
import { IncomingFields } from '../../../lib/wire/internal';
import { thrownBy, wrong } from '../../support/wrong';

const noted = key<string>('noted');

/** A stream of three requests, and what was sent on it. */
function stream() {
  const [requests, sent] = [[1, 2, 3], [] as unknown[]];
  const call = new IncomingCall('/s.S/M', {
    writeHeader: (md) => sent.push([...md]),
    validateSent: () => undefined,
  });
  const ctx = call.start({
    deadline: Number.POSITIVE_INFINITY,
    metadata: new IncomingFields([]),
    peer: () => new Peer(),
  });
  const recv = async () => requests.shift();
  const send = async (message: unknown) => void sent.push(message);
  return { stream: serverStream(ctx, { recv, send }), sent, call, ctx };
}

const info = { fullMethod: '/s.S/M', isClientStream: true, isServerStream: true };

/** Has a handler echo the requests of a stream, behind an interceptor that passes on what `wrap` makes of it. */
async function echoed(...wraps: Array<(stream: ServerStream) => unknown>) {
  const { stream: given, sent, ctx } = stream();
  const interceptors = wraps.map<StreamServerInterceptor>(
    (wrap) => (srv, stream, _, handler) => handler(srv, wrong<ServerStream>(wrap(stream))),
  );
  const seen: unknown[] = [];
  await run(ctx, chainStreamServer(...interceptors), undefined, given, info, async (_, stream) => {
    seen.push(stream.context.value(noted));
    for await (const request of stream) await stream.send(request);
  });
  return { sent, seen };
}

/** A class around a stream, with methods on its prototype, as one that embeds a stream in Go. */
class Doubling {
  protected readonly inner: ServerStream;

  constructor(inner: ServerStream) {
    this.inner = inner;
  }

  async recv(): Promise<unknown> {
    const request = await this.inner.recv();
    return request === undefined ? undefined : Number(request) * 2;
  }

  async send(message: unknown): Promise<void> {
    await this.inner.send(`<${message}>`);
  }
}

class Noting extends Doubling {
  get context(): Context {
    return withValue(this.inner.context, noted, 'yes');
  }
}

describe('a stream that an interceptor passes on', () => {
  it.each<[string, (stream: ServerStream) => unknown, unknown[]]>([
    ['itself', (stream) => stream, [1, 2, 3]],
    ['a spread', (stream) => ({ ...stream }), [1, 2, 3]],
    ['a class around it', (stream) => new Doubling(stream), ['<2>', '<4>', '<6>']],
    ['a class with a context', (stream) => new Noting(stream), ['<2>', '<4>', '<6>']],
    ['a spread of that', (stream) => ({ ...new Noting(stream) }), [1, 2, 3]],
    ['a chain of prototypes', (stream) => Object.create(new Doubling(stream)), ['<2>', '<4>', '<6>']],
    ['an object of a prototype', (stream) => Object.create(stream), [1, 2, 3]],
    ['a part of it', (stream) => ({ recv: () => stream.recv() }), [1, 2, 3]],
    ['nothing but a context', ({ context }) => ({ context }), [1, 2, 3]],
    [
      'a spread with another recv',
      (stream) => ({ ...stream, recv: async () => (await stream.recv()) && 7 }),
      [7, 7, 7],
    ],
  ])('does: %s', async (_what, wrap, sent) => {
    expect((await echoed(wrap)).sent).toEqual(sent);
  });

  it('does behind another', async () => {
    const spread = (stream: ServerStream) => ({ ...stream });
    const counting = (stream: ServerStream) => ({
      ...stream,
      recv: async () => (await stream.recv()) as number,
    });
    expect((await echoed((s) => new Doubling(s), spread, counting)).sent).toEqual(['<2>', '<4>', '<6>']);
    expect(
      (
        await echoed(
          counting,
          (s) => new Doubling(s),
          (s) => new Doubling(s),
        )
      ).sent,
    ).toEqual(['<<4>>', '<<8>>', '<<12>>']);
  });

  it('has the context of a getter', async () => {
    expect((await echoed((stream) => new Noting(stream))).seen).toEqual(['yes']);
  });

  it.each([undefined, null, 5, 'stream'])('is refused if it is %p', async (other) => {
    await expect(echoed(() => other)).rejects.toThrow(
      'grpc: StreamHandler: stream must be a ServerStream: got',
    );
  });
});

describe('ServerStream.setTrailer()', () => {
  it('is silent when it comes too late, where the function is not', () => {
    const { stream: given, call } = stream();
    given.setTrailer([['k', 'v']]);
    call.finish();
    expect(thrownBy(() => given.setTrailer([['k', 'v']]))).toBeUndefined();
    expect(() => given.setHeader([['k', 'v']])).toThrow('transport: SendHeader called multiple times');
    expect(() => given.sendHeader()).toThrow('context canceled');
  });

  it('says what cannot be sent', () => {
    const [ctx] = newCallContext(Number.POSITIVE_INFINITY);
    const alone = serverStream(ctx, { recv: async () => undefined, send: async () => {} });
    expect(() => alone.setTrailer([['k', 'v']])).toThrow('failed to fetch the stream from the context');
  });
});

describe('grpc.StreamHandler()', () => {
  it.each([
    ['an object', {}, 'object'],
    ['what withTimeout returns', [1, 2], 'Array'],
    ['null', null, 'null'],
  ])('refuses a stream whose context is %s', async (_, context, got) => {
    const refusing: StreamServerInterceptor = (srv, stream, _, handler) =>
      handler(srv, { ...stream, context: wrong(context) });
    await expect(
      chainStreamServer(refusing)(undefined, stream().stream, info, async () => {}),
    ).rejects.toEqual(new TypeError(`grpc: StreamHandler: context must be a Context: got ${got}`));
  });
});
