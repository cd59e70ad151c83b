import { ServerError, Status } from 'nice-grpc-common';
import { background, current, key, withCancel, withValue } from '../../lib/context';
import { type ServerStream, type StreamServerInterceptor, setTrailer } from '../../lib/grpc';

import { Pairs } from '../../lib/metadata';
import { callStream } from '../../lib/testing';
import { itAnywhere } from '../support/anywhere';
import { Moment } from '../support/moment';
import { Queue } from '../support/queue';

async function shout(stream: ServerStream<string, string>): Promise<void> {
  for await (const word of stream) await stream.send(word.toUpperCase());
}

describe('testing.callStream()', () => {
  itAnywhere('gives the messages that the handler sends', async () => {
    const outcome = await callStream(shout, ['a', 'b']);
    expect(outcome).toMatchObject({ code: Status.OK, messages: ['A', 'B'], error: undefined });
    expect(outcome.header?.size).toBe(0);
  });

  itAnywhere('runs the handler in the context of the call', async () => {
    const outcome = await callStream(
      async (stream: ServerStream<number, number>) => {
        expect(current()).toBe(stream.context);
        for await (const n of stream) {
          expect(current()).toBe(stream.context);
          await stream.send(n);
          expect(current()).toBe(stream.context);
        }
      },
      [1, 2],
    );
    expect(outcome).toMatchObject({ error: undefined, messages: [1, 2] });
  });

  itAnywhere('runs the iterator of the requests in that of the test', async () => {
    const here = current();
    async function* requests() {
      expect(current()).toBe(here);
      yield 'a';
      expect(current()).toBe(here);
    }
    expect(await callStream(shout, requests())).toMatchObject({ messages: ['A'], error: undefined });
  });

  it('sends the header before the first message, and alone if it is asked to', async () => {
    const outcome = await callStream(async (stream: ServerStream<string, string>) => {
      stream.setHeader(Pairs('h', '1'));
      await stream.send('a');
      expect(() => stream.setHeader(Pairs('h', '2'))).toThrow('SendHeader called multiple times');
      stream.setTrailer(Pairs('t', '1'));
      setTrailer(Pairs('t', '2'));
    }, []);
    expect(outcome.header?.get('h')).toEqual(['1']);
    expect(outcome.trailer.get('t')).toEqual(['1', '2']);
    const early = await callStream((stream) => stream.sendHeader(), []);
    expect(early.header).toBeDefined();
    expect((await callStream(() => {}, [])).header).toBeUndefined();
  });

  it('gives what was sent before a failure', async () => {
    const outcome = await callStream(async (stream: ServerStream<string, string>) => {
      await stream.send('a');
      throw new ServerError(Status.ABORTED, 'enough');
    }, []);
    expect(outcome).toMatchObject({ messages: ['a'], code: Status.ABORTED, details: 'enough' });
  });

  it('fails recv and send when the call ends', async () => {
    const [ctx, cancel] = withCancel(background());
    const waiting = new Moment();
    const failures: unknown[] = [];
    const requests = new Queue<string>();
    const call = callStream(
      async (stream: ServerStream<string, string>) => {
        const receiving = stream.recv();
        waiting.come();
        await receiving.catch((error) => failures.push(error));
        await stream.send('a').catch((error) => failures.push(error));
      },
      requests,
      { ctx },
    );
    await waiting.came;
    cancel();
    expect(await call).toMatchObject({ code: Status.CANCELLED, messages: [] });
    expect(failures).toMatchObject([{ code: Status.CANCELLED }, { code: Status.CANCELLED }]);
  });

  it('closes the iterator of the requests when the handler leaves off', async () => {
    const closed = new Moment();
    async function* requests() {
      try {
        yield 'a';
        yield 'b';
      } finally {
        closed.come();
      }
    }
    const outcome = await callStream(async (stream: ServerStream<string, string>) => {
      await stream.send(`${await stream.recv()}`);
    }, requests());
    expect(outcome.messages).toEqual(['a']);
    await closed.came;
  });

  it('tells of a failure of the requests', async () => {
    async function* requests() {
      yield 'a';
      throw new Error('lost');
    }
    const outcome = await callStream(shout, requests());
    expect(outcome).toMatchObject({ messages: ['A'], code: Status.UNKNOWN, details: 'lost' });
  });

  it('has an interceptor stand before the handler, with a stream of its own', async () => {
    const who = key<string>('who');
    const interceptor: StreamServerInterceptor = async (srv, stream, info, handler) => {
      expect(info).toEqual({ fullMethod: '/s/m', isClientStream: true, isServerStream: false });
      await handler(srv, {
        ...stream,
        context: withValue(stream.context, who, 'me'),
        async recv() {
          const message = await stream.recv();
          return message === undefined ? undefined : `${message}!`;
        },
        send: (message) => stream.send(`<${message}>`),
      });
    };
    const handler = async (stream: ServerStream<string, string>) => {
      expect(current()).toBe(stream.context);
      expect(stream.context.value(who)).toBe('me');
      await shout(stream);
    };
    const init = { interceptor, fullMethod: '/s/m', isServerStream: false };
    expect(await callStream(handler, ['a'], init)).toMatchObject({ messages: ['<A!>'], error: undefined });
  });
});
