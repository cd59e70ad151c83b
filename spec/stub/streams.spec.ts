import { ServerError, Status } from 'nice-grpc-common';
import { background, Canceled, current, key, run, withCancel, withValue } from '../../lib/context';
import { setTrailer } from '../../lib/grpc';
import { newIncomingContext, newOutgoingContext, Pairs, valueFromIncomingContext } from '../../lib/metadata';
import { fromContext, newContext, Peer } from '../../lib/peer';
import { type BidiStreamingServer, EOF, Header } from '../../lib/stub';
import { plain } from '../support/adapters/outcome';
import type { Message } from '../support/echo';
import { end, Moment } from '../support/moment';
import { called, type EchoHandlers, handlersOf, itOfEach, served } from './stage';

/** Handlers of which `bidi` is `handle`. */
function bidi(handle: (stream: BidiStreamingServer<Message, Message>) => Promise<void>): EchoHandlers {
  return { ...handlersOf(() => {}), bidi: handle };
}

describe('the stream of a client', () => {
  it('has the header as soon as the server has sent it, though no message came', async () => {
    const go = new Moment();
    const handlers = bidi(async (stream) => {
      stream.sendHeader(Pairs('h', '1'));
      await go.came;
    });
    await served({ handlers }, async (client) => {
      const stream = await client.bidi();
      const header = await stream.header();
      expect(plain(header)).toEqual({ h: ['1'] });
      header?.set('h', 'mine');
      expect(plain(await stream.header())).toEqual({ h: ['1'] });
      expect(stream.trailer().size).toBe(0);
      go.come();
      expect(await stream.recv()).toBeUndefined();
    });
  });

  it('has no header of a response that is a trailer alone, and recv tells why', async () => {
    const handlers = bidi(async (stream) => {
      stream.setTrailer(Pairs('t', '1'));
      throw new ServerError(Status.ABORTED, 'no');
    });
    await served({ handlers }, async (client) => {
      const stream = await client.bidi();
      expect(await stream.header()).toBeUndefined();
      await expect(stream.recv()).rejects.toMatchObject({ code: Status.ABORTED, details: 'no' });
      await expect(stream.recv()).rejects.toMatchObject({ code: Status.ABORTED });
      expect(plain(stream.trailer())).toEqual({ t: ['1'] });
    });
  });

  it('gives undefined after the last message, as often as it is asked', async () => {
    await served({ handlers: handlersOf((ctx) => setTrailer(ctx, Pairs('t', '1'))) }, async (client) => {
      const stream = await client.serverStream({});
      expect(stream.trailer().size).toBe(0);
      expect([await stream.recv(), await stream.recv(), await stream.recv()]).toEqual([
        {},
        undefined,
        undefined,
      ]);
      const trailer = stream.trailer();
      trailer.set('t', 'mine');
      expect(stream.trailer().get('t')).toEqual(['1']);
    });
  });

  it('has a context derived from that of the call, with the server as its peer', async () => {
    const name = key<string>('name');
    await served({ handlers: handlersOf(() => {}) }, async (client, port) => {
      const other = new Peer({ addr: { network: 'tcp', toString: () => 'the client of the handler' } });
      const ctx = newContext(withValue(background(), name, 'value'), other);
      const stream = await client.bidi(ctx);
      stream.closeSend();
      await stream.header();
      expect(stream.context.value(name)).toBe('value');
      expect(String(fromContext(stream.context)?.addr)).toBe(`127.0.0.1:${port}`);
      expect(String(fromContext(ctx)?.addr)).toBe('the client of the handler');
      while ((await stream.recv()) !== undefined);
      expect(stream.context.err()).toBe(Canceled);
      expect(ctx.err()).toBeUndefined();
    });
  });

  it('refuses a message after closeSend', async () => {
    await served({ handlers: handlersOf(() => {}) }, async (client) => {
      const stream = await client.bidi();
      stream.closeSend();
      stream.closeSend();
      await expect(stream.send({})).rejects.toMatchObject({
        code: Status.INTERNAL,
        details: 'SendMsg called after CloseSend',
      });
      expect(await stream.recv()).toEqual({});
    });
  });

  it('refuses a message that is sent after the end with EOF, and recv tells why', async () => {
    const handlers = bidi(async () => {
      throw new ServerError(Status.ABORTED, 'no');
    });
    await served({ handlers }, async (client) => {
      const stream = await client.bidi();
      await stream.header(); // the end is there
      await expect(stream.send({})).rejects.toBe(EOF);
      await expect(stream.recv()).rejects.toMatchObject({ code: Status.ABORTED });
      await expect(stream.send({})).rejects.toBe(EOF);
    });
  });

  it('sends as fast as the server receives, and all in order', async () => {
    const handlers = handlersOf(() => {});
    handlers.clientStream = async (stream) => {
      const seen: unknown[] = [];
      for await (const { n } of stream) seen.push(n);
      return { seen };
    };
    await served({ handlers }, async (client) => {
      const stream = await client.clientStream();
      const numbers = Array.from({ length: 200 }, (_, n) => n);
      for (const n of numbers) await stream.send({ n });
      expect(await stream.closeAndRecv()).toEqual({ seen: numbers });
      expect(await stream.recv()).toBeUndefined();
    });
  });

  it('cancels the call when a loop over it is left', async () => {
    const ended = new Moment<Error | undefined>();
    const handlers = handlersOf(() => {});
    handlers.serverStream = async (_, stream) => {
      await stream.send({ n: 1 });
      ended.come(await end(stream.context));
    };
    await served({ handlers }, async (client) => {
      const stream = await client.serverStream({});
      for await (const { n } of stream) {
        expect(n).toBe(1);
        break;
      }
      expect(await ended.came).toBe(Canceled);
      await expect(stream.recv()).rejects.toMatchObject({ code: Status.CANCELLED });
    });
  });
});

describe('the stream of a handler', () => {
  it('refuses what comes after the handler has returned', async () => {
    let kept: BidiStreamingServer<Message, Message> | undefined;
    const handlers = bidi(async (stream) => {
      kept = stream;
    });
    await served({ handlers }, async (client) => {
      const stream = await client.bidi();
      expect(await stream.recv()).toBeUndefined();
      await expect(kept?.send({})).rejects.toMatchObject({
        code: Status.CANCELLED,
        details: 'context canceled',
      });
      expect(() => kept?.setHeader(Pairs('h', '1'))).toThrow('transport: SendHeader called multiple times');
      expect(() => kept?.sendHeader()).toThrow('context canceled');
    });
  });

  it('refuses a header after the first message', async () => {
    const thrown = new Moment<unknown>();
    const handlers = bidi(async (stream) => {
      await stream.send({});
      try {
        stream.setHeader(Pairs('h', '1'));
      } catch (error) {
        thrown.come(error);
      }
    });
    await served({ handlers }, async (client) => {
      await called(client, 'bidi', undefined);
      expect(await thrown.came).toMatchObject({
        code: Status.INTERNAL,
        details: 'transport: SendHeader called multiple times',
      });
    });
  });

  it('fails to send and to receive when the client has gone', async () => {
    const seen = new Moment<unknown[]>();
    const handlers = bidi(async (stream) => {
      await stream.send({});
      await end(stream.context);
      const receiving = stream.recv().catch((error) => error);
      const sending = stream.send({}).catch((error) => error);
      seen.come([await receiving, await sending]);
    });
    await served({ handlers }, async (client) => {
      const [ctx, cancel] = withCancel(background());
      const stream = await client.bidi(ctx);
      await stream.recv();
      cancel();
      const canceled = { code: Status.CANCELLED, details: 'context canceled' };
      expect(await seen.came).toMatchObject([canceled, canceled]);
    });
  });
});

describe('the context of a call', () => {
  itOfEach('is given, or current', async (kind) => {
    const seen: unknown[] = [];
    const handlers = handlersOf((ctx) => {
      expect(current().value).toBeDefined();
      seen.push(valueFromIncomingContext(ctx, 'k')?.[0], valueFromIncomingContext('k')?.[0]);
    });
    await served({ handlers }, async (client) => {
      const ctx = newOutgoingContext(newIncomingContext(background(), []), Pairs('k', 'v'));
      await called(client, kind, ctx);
      await run(ctx, () => called(client, kind, undefined));
      expect(seen).toEqual(['v', 'v', 'v', 'v']);
    });
  });

  it('may be left out of the arguments', async () => {
    await served({ handlers: handlersOf(() => {}, { text: 'x' }) }, async (client) => {
      const header = Pairs('stale', 'x');
      expect(await client.unary({}, Header(header))).toEqual({ text: 'x' });
      expect(header.has('stale')).toBe(false);
      const stream = await client.bidi(Header(header.set('stale', 'x')));
      stream.closeSend();
      while ((await stream.recv()) !== undefined);
      expect(header.has('stale')).toBe(false);
    });
  });

  it('is none of the options', async () => {
    await served({ handlers: handlersOf(() => {}) }, async (client) => {
      const call = () => Reflect.apply(client.unary, undefined, [{}, { header: true }]);
      expect(call).toThrow(
        new TypeError(
          'stub: unary: an option must be made by a function such as Header, or extend EmptyCallOption: got object',
        ),
      );
    });
  });
});

describe('stub.register()', () => {
  it('asks for a handler of each method', () => {
    const { bidi: _, ...rest } = handlersOf(() => {});
    const incomplete = () =>
      served({ handlers: Object.assign({}, rest, { bidi: undefined as never }) }, async () => {});
    return expect(incomplete()).rejects.toThrow(
      new TypeError('stub: register: handler bidi must be a function: got undefined'),
    );
  });

  it('calls handlers as methods of what it is given', async () => {
    class Service {
      private readonly text = 'mine';
      readonly unary = handlersOf(() => {}).unary;
      readonly serverStream = handlersOf(() => {}).serverStream;
      readonly bidi = handlersOf(() => {}).bidi;
      async clientStream() {
        return { text: this.text };
      }
    }
    await served({ handlers: new Service() }, async (client) => {
      expect((await called(client, 'clientStream', undefined)).messages).toEqual([{ text: 'mine' }]);
    });
  });
});
