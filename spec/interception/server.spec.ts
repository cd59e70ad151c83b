import { ServerError, Status } from 'nice-grpc-common';
import { background, current, key, run, withValue } from '../../lib/context';
import {
  method,
  type ServerInterceptors,
  type StreamServerInterceptor,
  sendHeader,
  setHeader,
  setTrailer,
  type UnaryServerInterceptor,
} from '../../lib/grpc';
import { fromIncomingContext, newIncomingContext, Pairs } from '../../lib/metadata';
import type { Handling } from '../support/adapters/adapter';
import { outcomeOf, plain } from '../support/adapters/outcome';
import { crossings, hasOneBlock } from '../support/adapters/pairs';
import { promised } from '../support/adapters/stage';
import type { Message } from '../support/echo';
import { Moment } from '../support/moment';

/** Returns one interceptor of each type, which do the same. */
function both(unary: UnaryServerInterceptor, stream: StreamServerInterceptor): ServerInterceptors {
  return { unaryInterceptors: [unary], streamInterceptors: [stream] };
}

/** Sends one response, of all that was received. */
const answer = async ({ requests, send }: Handling) => {
  const texts: unknown[] = [];
  for await (const { text } of requests) texts.push(text);
  await send({ text: texts.join() });
};

const name = key<string>('name');

describe('an interceptor of a server', () => {
  promised('runs in the context of the call, and what it passes on is current further in', async (stage) => {
    const seen: unknown[] = [];
    const look = () => seen.push([current().value(name), method()]);
    stage.serverInterceptors = both(
      (ctx, req, _, handler) => {
        expect(current()).toBe(ctx);
        look();
        return handler(withValue(ctx, name, 'inner'), req);
      },
      (srv, stream, _, handler) => {
        expect(current()).toBe(stream.context);
        look();
        return handler(srv, { ...stream, context: withValue(stream.context, name, 'inner') });
      },
    );
    const { code } = await stage.call(async (call) => {
      look();
      await answer(call);
      look();
      setTrailer(Pairs('t', '1'));
    });
    const paths = {
      unary: 'Unary',
      serverStream: 'ServerStream',
      clientStream: 'ClientStream',
      bidi: 'Bidi',
    };
    const path = `/test.Echo/${paths[stage.kind]}`;
    expect(code).toBe(Status.OK);
    expect(seen).toEqual([
      [undefined, path],
      ['inner', path],
      ['inner', path],
    ]);
  });

  promised('replaces the incoming metadata', async (stage) => {
    const replace = (ctx = current()) => newIncomingContext(ctx, Pairs('k', 'replaced'));
    stage.serverInterceptors = both(
      (ctx, req, _, handler) => handler(replace(ctx), req),
      (srv, stream, _, handler) => handler(srv, { ...stream, context: replace(stream.context) }),
    );
    const seen: unknown[] = [];
    await stage.call(
      async (call) => {
        seen.push(Object.fromEntries(fromIncomingContext() ?? []));
        await answer(call);
      },
      { metadata: { k: 'sent' } },
    );
    expect(seen).toEqual([{ k: ['replaced'] }]);
  });

  promised('replaces requests and responses', async (stage) => {
    const replace = (message: unknown) => ({ text: `<${JSON.stringify(message)}>` });
    stage.serverInterceptors = both(
      async (ctx, req, _, handler) => replace(await handler(ctx, replace(req))),
      (srv, stream, _, handler) =>
        handler(srv, {
          ...stream,
          async recv() {
            const message = await stream.recv();
            return message === undefined ? undefined : replace(message);
          },
          send: (message) => stream.send(replace(message)),
        }),
    );
    const { messages } = await stage.call(answer, { request: { n: 1 } });
    expect(messages).toEqual([replace({ text: '<{"n":1}>' })]);
  });

  promised('answers itself, without the handler', async (stage) => {
    let called = false;
    stage.serverInterceptors = both(
      async () => ({ text: 'mine' }),
      (_, stream) => stream.send({ text: 'mine' }),
    );
    const { messages, code } = await stage.call(() => {
      called = true;
    });
    expect({ messages, code, called }).toEqual({
      messages: [{ text: 'mine' }],
      code: Status.OK,
      called: false,
    });
  });

  promised('refuses a call, without the handler', async (stage) => {
    let called = false;
    const refuse = (): never => {
      setTrailer(Pairs('t', '1'));
      throw new ServerError(Status.PERMISSION_DENIED, 'not you');
    };
    stage.serverInterceptors = both(
      async () => refuse(),
      async () => refuse(),
    );
    const { code, details, trailer } = await stage.call(() => {
      called = true;
    });
    expect({ code, details, called }).toEqual({
      code: Status.PERMISSION_DENIED,
      details: 'not you',
      called: false,
    });
    expect(trailer.get('t')).toEqual(['1']);
  });

  promised(
    'sees a plain error that the handler threw, and may make another of it',
    async (stage) => {
      const thrown = new Error('a secret');
      const seen: unknown[] = [];
      const cover = (error: unknown): never => {
        seen.push(error);
        throw new ServerError(Status.INTERNAL, 'covered');
      };
      stage.serverInterceptors = both(
        (ctx, req, _, handler) => handler(ctx, req).catch(cover),
        (srv, stream, _, handler) => handler(srv, stream).catch(cover),
      );
      const { code, details } = await stage.call(async () => {
        throw thrown;
      });
      expect({ code, details }).toEqual({ code: Status.INTERNAL, details: 'covered' });
      expect(seen).toEqual([thrown]);
      expect(seen[0]).toBe(thrown);
    },
    { except: ({ tellsErrors }) => tellsErrors === false },
  );

  promised('recovers from an error', async (stage) => {
    stage.serverInterceptors = both(
      (ctx, req, _, handler) => handler(ctx, req).catch(() => ({ text: 'recovered' })),
      (srv, stream, _, handler) => handler(srv, stream).catch(() => stream.send({ text: 'recovered' })),
    );
    const { code, messages } = await stage.call(async () => {
      throw new Error('no');
    });
    expect({ code, messages }).toEqual({ code: Status.OK, messages: [{ text: 'recovered' }] });
  });

  promised('calls the handler twice', async (stage) => {
    let calls = 0;
    const fails = [Status.ABORTED];
    stage.serverInterceptors = both(
      (ctx, req, _, handler) => handler(ctx, req).catch(() => handler(ctx, req)),
      (srv, stream, _, handler) => handler(srv, stream).catch(() => handler(srv, stream)),
    );
    const { code, messages } = await stage.call(async ({ send }) => {
      calls++;
      const code = fails.pop();
      if (code !== undefined) throw new ServerError(code, 'once');
      await send({ text: 'twice' });
    });
    // The one request of a server-streaming call was received the first time.
    if (stage.kind === 'serverStream') expect({ code, calls }).toEqual({ code: Status.INTERNAL, calls: 1 });
    else
      expect({ code, messages, calls }).toEqual({ code: Status.OK, messages: [{ text: 'twice' }], calls: 2 });
  });

  promised('sets header and trailer, before and after the handler', async (stage) => {
    stage.serverInterceptors = both(
      async (ctx, req, _, handler) => {
        setHeader(ctx, Pairs('h', 'before'));
        const response = await handler(ctx, req);
        setHeader(ctx, Pairs('h', 'after'));
        setTrailer(ctx, Pairs('t', 'after'));
        return response;
      },
      async (srv, stream, _, handler) => {
        stream.setHeader(Pairs('h', 'before'));
        await handler(srv, stream);
        stream.setTrailer(Pairs('t', 'after'));
      },
    );
    const { header, trailer } = await stage.call(async (call) => {
      setHeader(Pairs('h', 'handler'));
      setTrailer(Pairs('t', 'handler'));
      await answer(call);
    });
    const after = stage.kind === 'unary' ? ['after'] : [];
    expect(plain(header)).toEqual({ h: ['before', 'handler', ...after] });
    expect(plain(trailer)).toEqual({ t: ['handler', 'after'] });
  });

  promised(
    'sends the header before the handler runs',
    async (stage) => {
      const go = new Moment();
      stage.serverInterceptors = both(
        async (ctx, req, _, handler) => {
          sendHeader(ctx, Pairs('h', 'early'));
          await go.came;
          return handler(ctx, req);
        },
        async (srv, stream, _, handler) => {
          stream.sendHeader(Pairs('h', 'early'));
          await go.came;
          await handler(srv, stream);
        },
      );
      const client = await stage.serve(answer);
      const arrived = new Moment();
      const heard = (event: string) => {
        if (event === 'onHeader' || event === 'metadata') arrived.come();
      };
      const call = client.call(stage.kind, { heard });
      const outcome = outcomeOf(call);
      await arrived.came;
      go.come();
      expect((await outcome).code).toBe(Status.OK);
    },
    { except: (pair, kind) => pair.tellsHeader === false || hasOneBlock(pair, kind) },
  );

  promised(
    'lets the messages of a stream through, as many as there are',
    async (stage) => {
      stage.serverInterceptors = both(
        (ctx, req, _, handler) => handler(ctx, req),
        (srv, stream, _, handler) => handler(srv, stream),
      );
      const numbers = Array.from({ length: 100 }, (_, n) => n);
      async function* requests(): AsyncGenerator<Message, void> {
        for (const n of numbers) yield { n };
      }
      const { messages } = await stage.call(
        async ({ requests, send }) => {
          for await (const { n } of requests) await send({ n });
          if (stage.kind === 'serverStream') for (const n of numbers.slice(1)) await send({ n });
        },
        { request: { n: 0 }, requests: requests() },
      );
      expect(messages).toEqual(numbers.map((n) => ({ n })));
    },
    { pairs: crossings, kinds: ['serverStream', 'bidi'] },
  );

  promised('runs for its kind of call alone', async (stage) => {
    const seen: string[] = [];
    stage.serverInterceptors = both(
      (ctx, req, _, handler) => {
        seen.push('unary');
        return handler(ctx, req);
      },
      (srv, stream, _, handler) => {
        seen.push('stream');
        return handler(srv, stream);
      },
    );
    await stage.call(answer);
    expect(seen).toEqual([stage.kind === 'unary' ? 'unary' : 'stream']);
  });

  promised(
    'hears of a call that its client has left',
    async (stage) => {
      const thrown = new Moment<unknown>();
      const note = (error: unknown): never => {
        thrown.come(error);
        throw error;
      };
      stage.serverInterceptors = both(
        (ctx, req, _, handler) => handler(ctx, req).catch(note),
        (srv, stream, _, handler) => handler(srv, stream).catch(note),
      );
      const entered = new Moment();
      const client = await stage.serve(async ({ send }) => {
        entered.come();
        const { signal } = current();
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        await send({});
        throw current().err();
      });
      const call = outcomeOf(client.call(stage.kind, { request: {} }));
      await entered.came;
      client.close();
      stage.close();
      await run(background(), () => call);
      const error = await thrown.came;
      expect(error).toBeInstanceOf(Error);
      expect(String(error)).toContain('context canceled');
    },
    { except: ({ tellsErrors }) => tellsErrors === false },
  );
});
