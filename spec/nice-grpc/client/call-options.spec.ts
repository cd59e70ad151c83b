import { Metadata, Status } from 'nice-grpc';
import { background, Canceled, current, withCancel } from '../../../lib/context';
import { setHeader, setTrailer } from '../../../lib/grpc';
import { fromIncomingContext, MD, newOutgoingContext, Pairs } from '../../../lib/metadata';
import { createClient } from '../../../lib/nice-grpc';
import { Echo, type Message } from '../../support/echo';
import { Moment } from '../../support/moment';
import { each } from '../../support/queue';
import { wrong } from '../../support/wrong';
import { Stage } from '../stage';

/** nice-grpc's own options, beside ours. */
describe('the options of a call', () => {
  const stage = new Stage();
  const ctx = newOutgoingContext(background(), Pairs('k', 'c1', 'k', 'c2'));
  let seen: MD | undefined;
  let ended: Moment<Error | undefined>;

  async function connect() {
    const answer = () => {
      seen = fromIncomingContext();
      setHeader(Pairs('h', '1', 'h', '2', 'h-bin', 'a', 'h-bin', 'b'));
      setTrailer(Pairs('t', '1', 't', '2'));
      return {};
    };
    const channel = await stage.listen({
      unary: async () => answer(),
      async clientStream(requests) {
        for await (const _ of requests);
        return answer();
      },
      async *serverStream(request, { ctx, signal }) {
        yield answer();
        if (!request.wait) return;
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        ended.come(ctx.err());
      },
      async *bidi(requests) {
        for await (const _ of requests) yield answer();
      },
    });
    return createClient(Echo, channel);
  }

  beforeEach(() => {
    seen = undefined;
    ended = new Moment();
  });

  afterEach(() => stage.close());

  type Client = Awaited<ReturnType<typeof connect>>;
  type Options = NonNullable<Parameters<Client['unary']>[1]>;

  const calls: ReadonlyArray<[string, (client: Client, options: Options) => Promise<unknown>]> = [
    ['unary', (client, options) => client.unary({}, options)],
    ['clientStream', (client, options) => client.clientStream(each<Message>({}), options)],
    ['serverStream', (client, options) => drain(client.serverStream({}, options))],
    ['bidi', (client, options) => drain(client.bidi(each<Message>({}), options))],
  ];

  describe.each(calls)('%s', (_kind, call) => {
    it('send what nice-grpc is given after what the context has', async () => {
      const client = await connect();
      const metadata = Metadata({ k: 'own', 'own-bin': Uint8Array.of(255) });
      await call(client, { ctx, metadata });
      expect(seen?.get('k')).toEqual(['c1', 'c2', 'own']);
      expect(seen?.get('own-bin')).toEqual(['\xff']);
      expect(metadata.get('k')).toBe('own');
    });

    it.each<[unknown, string]>([
      ['hush', 'options must be an object: got string'],
      [null, 'options must be an object: got null'],
      [Symbol('hush'), 'options must be an object: got symbol'],
      [['hush'], 'options must be an object: got Array'],
      [Promise.resolve({}), 'options must be an object: got Promise'],
      [new Map(), 'options must be an object: got Map'],
      [{ metadata: null }, 'metadata must be Metadata: got null'],
      [{ metadata: { k: 'hush' } }, 'metadata must be Metadata: got object'],
      [{ metadata: 'hush' }, 'metadata must be Metadata: got string'],
      [{ header: { k: 'hush' } }, 'header must be an MD: got object'],
    ])('are refused if they are none: case %#', async (options, text) => {
      const client = await connect();
      await expect((async () => call(client, wrong(options)))()).rejects.toThrow(text);
      expect(seen).toBeUndefined();
    });

    it('tell nice-grpc’s callbacks what fills our header and trailer, in the context of the caller', async () => {
      const client = await connect();
      const [header, trailer] = [new MD(), new MD()];
      const heard: unknown[] = [];
      const caller = current();
      await call(client, {
        ctx,
        header,
        trailer,
        onHeader: (own) =>
          heard.push(
            own.get('h'),
            own.getAll('h-bin').map((bytes) => Buffer.from(bytes).toString()),
            current() === caller,
          ),
        onTrailer: (own) => heard.push(own.get('t'), current() === caller),
      });
      expect(heard).toEqual(['1, 2', ['a', 'b'], true, '1, 2', true]);
      expect(header.get('h')).toEqual(['1', '2']);
      expect(header.get('h-bin')).toEqual(['a', 'b']);
      expect([...trailer]).toEqual([['t', ['1', '2']]]);
    });

    it('end the call with nice-grpc’s signal, as nice-grpc does', async () => {
      const client = await connect();
      const controller = new AbortController();
      controller.abort();
      await expect(call(client, { ctx, signal: controller.signal })).rejects.toMatchObject({
        name: 'AbortError',
      });
      expect(seen).toBeUndefined();
    });

    it('do not end it with a signal that is not aborted', async () => {
      const client = await connect();
      await call(client, { ctx, signal: new AbortController().signal });
      expect(seen).toBeDefined();
    });
  });

  it('end a stream with the signal while it is read', async () => {
    const client = await connect();
    const controller = new AbortController();
    const reading = (async () => {
      for await (const _ of client.serverStream({ wait: true }, { ctx, signal: controller.signal }))
        controller.abort();
    })();
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
    expect(await ended.came).toBe(Canceled);
  });

  it('end a stream with the context while it is read, whatever the signal', async () => {
    const client = await connect();
    const [canceled, cancel] = withCancel(ctx);
    const { signal } = new AbortController();
    const reading = (async () => {
      for await (const _ of client.serverStream({ wait: true }, { ctx: canceled, signal })) cancel();
    })();
    await expect(reading).rejects.toMatchObject({ code: Status.CANCELLED, details: 'context canceled' });
    expect(await ended.came).toBe(Canceled);
  });
});

async function drain(responses: AsyncIterable<Message>): Promise<void> {
  for await (const _ of responses);
}
