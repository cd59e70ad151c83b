import { ClientError, ServerError, Status } from 'nice-grpc-common';
import { background, current, key, withCancel, withValue } from '../../lib/context';
import {
  type CallOption,
  type ClientInterceptors,
  Header,
  OnFinish,
  Peer,
  type StreamClientInterceptor,
  sendHeader,
  setTrailer,
  Trailer,
  type UnaryClientInterceptor,
} from '../../lib/grpc';
import {
  appendToOutgoingContext,
  fromOutgoingContext,
  MD,
  newOutgoingContext,
  Pairs,
  valueFromIncomingContext,
} from '../../lib/metadata';
import { Peer as PeerInfo } from '../../lib/peer';
import type { Handling } from '../support/adapters/adapter';
import { outcomeOf, plain, statusOf } from '../support/adapters/outcome';
import { promised, type Stage } from '../support/adapters/stage';
import { end, Moment } from '../support/moment';
import { each } from '../support/queue';

function both(unary: UnaryClientInterceptor, stream: StreamClientInterceptor): ClientInterceptors {
  return { unaryInterceptors: [unary], streamInterceptors: [stream] };
}

/** Returns interceptors that pass calls on with more options. */
function adding(...more: CallOption[]): ClientInterceptors {
  return both(
    (ctx, method, req, invoker, opts) => invoker(ctx, method, req, [...opts, ...more]),
    (ctx, desc, method, streamer, opts) => streamer(ctx, desc, method, [...opts, ...more]),
  );
}

/** Sends one response, of all that was received. */
const answer = async ({ requests, send }: Handling) => {
  const texts: unknown[] = [];
  for await (const { text } of requests) texts.push(text);
  await send({ text: texts.join() });
};

const name = key<string>('name');

describe('an interceptor of a client', () => {
  promised('runs in the context of the call, and what it passes on is that of the call', async (stage) => {
    const seen: unknown[] = [];
    stage.clientInterceptors = {
      unaryInterceptors: [
        (ctx, method, req, invoker, opts) => {
          expect(current()).toBe(ctx);
          return invoker(appendToOutgoingContext(withValue(ctx, name, 'x'), 'k', '2'), method, req, opts);
        },
        (_, method, req, invoker, opts) => {
          seen.push(current().value(name));
          return invoker(appendToOutgoingContext('k', '3'), method, req, opts);
        },
      ],
      streamInterceptors: [
        (ctx, desc, method, streamer, opts) => {
          expect(current()).toBe(ctx);
          return streamer(appendToOutgoingContext(withValue(ctx, name, 'x'), 'k', '2'), desc, method, opts);
        },
        (_, desc, method, streamer, opts) => {
          seen.push(current().value(name));
          return streamer(appendToOutgoingContext('k', '3'), desc, method, opts);
        },
      ],
    };
    const ctx = newOutgoingContext(background(), Pairs('k', '1'));
    const { code } = await stage.call(
      async (call) => {
        seen.push(valueFromIncomingContext('k'));
        await answer(call);
      },
      { ctx },
    );
    expect(code).toBe(Status.OK);
    expect(seen).toEqual(['x', ['1', '2', '3']]);
    expect(fromOutgoingContext(ctx)?.get('k')).toEqual(['1']);
  });

  promised('reads header, trailer, peer and end by options of its own', async (stage) => {
    const [header, trailer, peer] = [new MD(), new MD(), new PeerInfo()];
    const ends: unknown[] = [];
    stage.clientInterceptors = adding(
      Header(header),
      Trailer(trailer),
      Peer(peer),
      OnFinish((error) => ends.push(error, plain(trailer))),
    );
    const serving = await stage.listen(async (call) => {
      sendHeader(Pairs('h', '1'));
      setTrailer(Pairs('t', '1'));
      await answer(call);
    });
    const own = { header: new MD(), trailer: new MD(), peer: new PeerInfo() };
    await outcomeOf(stage.dial(serving.port).call(stage.kind, own));
    expect(plain(header)).toEqual({ h: ['1'] });
    expect(plain(own.header)).toEqual({ h: ['1'] });
    expect(plain(trailer)).toEqual({ t: ['1'] });
    expect(plain(own.trailer)).toEqual({ t: ['1'] });
    expect([String(peer.addr), String(own.peer.addr)]).toEqual(Array(2).fill(`127.0.0.1:${serving.port}`));
    expect(ends).toEqual([undefined, { t: ['1'] }]);
  });

  promised('hears how a call failed by its options', async (stage) => {
    const [header, trailer] = [Pairs('stale', 'x'), Pairs('stale', 'x')];
    const ends: unknown[] = [];
    stage.clientInterceptors = adding(
      Header(header),
      Trailer(trailer),
      OnFinish((error) => ends.push(error && statusOf(error))),
    );
    const { code } = await stage.call(() => {
      setTrailer(Pairs('t', '1'));
      throw new ServerError(Status.ABORTED, 'no');
    });
    expect(code).toBe(Status.ABORTED);
    expect(plain(header)).toEqual({});
    expect(trailer.get('t')).toEqual(['1']);
    expect(ends).toEqual([expect.objectContaining({ code: Status.ABORTED, details: 'no' })]);
  });

  promised('finds its options left alone when the call was refused', async (stage) => {
    const trailer = Pairs('stale', 'x');
    const ends: unknown[] = [];
    stage.clientInterceptors = adding(
      Trailer(trailer),
      OnFinish((error) => ends.push(error && statusOf(error))),
    );
    const ctx = newOutgoingContext(background(), Pairs('a key', 'x'));
    const { code, details } = await stage.call(answer, { ctx });
    const refused = {
      code: Status.INTERNAL,
      details: 'header key "a key" contains illegal characters not in [0-9a-z-_.]',
    };
    expect({ code, details }).toEqual(refused);
    expect(trailer.get('stale')).toEqual(['x']);
    expect(ends).toEqual([expect.objectContaining(refused)]);
  });

  promised('replaces requests and responses', async (stage) => {
    const replace = (message: unknown) => ({ text: `<${JSON.stringify(message)}>` });
    stage.clientInterceptors = both(
      async (ctx, method, req, invoker, opts) => replace(await invoker(ctx, method, replace(req), opts)),
      async (ctx, desc, method, streamer, opts) => {
        const stream = await streamer(ctx, desc, method, opts);
        return {
          ...stream,
          send: (message) => stream.send(replace(message)),
          async recv() {
            const message = await stream.recv();
            return message === undefined ? undefined : replace(message);
          },
        };
      },
    );
    const { messages } = await stage.call(answer, { request: { n: 1 } });
    expect(messages).toEqual([replace({ text: '<{"n":1}>' })]);
  });

  promised('answers itself, or refuses, without a call', async (stage) => {
    let calls = 0;
    const refuse = (): never => {
      throw new ClientError('/test.Echo/Any', Status.FAILED_PRECONDITION, 'not now');
    };
    stage.clientInterceptors = both(
      async () => refuse(),
      async () => refuse(),
    );
    const { code, details } = await stage.call(() => {
      calls++;
    });
    expect({ code, details, calls }).toEqual({
      code: Status.FAILED_PRECONDITION,
      details: 'not now',
      calls: 0,
    });
    if (stage.kind !== 'unary') return;
    stage.clientInterceptors = { unaryInterceptors: [async () => ({ text: 'mine' })] };
    const { messages } = await stage.call(() => {
      calls++;
    });
    expect({ messages, calls }).toEqual({ messages: [{ text: 'mine' }], calls: 0 });
  });

  promised('calls again, and the last call is that which the caller sees', async (stage) => {
    stage.clientInterceptors = {
      unaryInterceptors: [
        (ctx, method, req, invoker, opts) =>
          invoker(ctx, method, req, opts).catch(() => invoker(ctx, method, req, opts)),
      ],
      streamInterceptors: [
        async (ctx, desc, method, streamer, opts) => {
          const failed = await streamer(ctx, desc, method, opts);
          await failed.send({});
          failed.closeSend();
          await failed.recv().catch(() => {});
          return streamer(ctx, desc, method, opts);
        },
      ],
    };
    let calls = 0;
    const { messages, trailer } = await stage.call(
      async (call) => {
        calls++;
        setTrailer(Pairs('t', String(calls)));
        if (calls === 1) throw new ServerError(Status.ABORTED, 'once');
        await answer(call);
      },
      { request: { text: 'x' } },
    );
    expect({ messages, calls }).toEqual({ messages: [{ text: 'x' }], calls: 2 });
    expect(plain(trailer)).toEqual({ t: ['2'] });
  });

  promised('hears of the end of the context, and so does the server', async (stage) => {
    const ends: unknown[] = [];
    stage.clientInterceptors = adding(OnFinish((error) => ends.push(error && statusOf(error))));
    const { call, ended } = await cancelled(stage);
    expect(await call).toMatchObject({ code: Status.CANCELLED, details: 'context canceled' });
    expect(ends).toEqual([expect.objectContaining({ code: Status.CANCELLED, details: 'context canceled' })]);
    expect(String(await ended)).toContain('context canceled');
  });
});

/** Makes a call and cancels its context while the handler waits. */
async function cancelled(stage: Stage) {
  const [ctx, cancel] = withCancel(background());
  const [entered, ended] = [new Moment(), new Moment<unknown>()];
  const client = await stage.serve(async () => {
    entered.come();
    ended.come(await end(current()));
  });
  const call = outcomeOf(client.call(stage.kind, { ctx, requests: each({}) }));
  await entered.came;
  cancel();
  return { call, ended: ended.came };
}
