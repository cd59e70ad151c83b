import { ClientError, ServerError, Status } from 'nice-grpc-common';
import {
  background,
  Canceled,
  type Context,
  current,
  DeadlineExceeded,
  key,
  withCancel,
  withValue,
} from '../../lib/context';
import { method, sendHeader, setHeader, setTrailer, type UnaryServerInterceptor } from '../../lib/grpc';
import { fromIncomingContext, MD, Pairs } from '../../lib/metadata';
import { fromContext, Peer } from '../../lib/peer';
import { callUnary, manualClock, withClock } from '../../lib/testing';
import { another, itAnywhere } from '../support/anywhere';
import { end } from '../support/moment';
import { thrownBy } from '../support/wrong';

const plain = (md: MD | undefined) => md && Object.fromEntries(md);

describe('testing.callUnary()', () => {
  itAnywhere('calls the handler in a context of its own', async () => {
    const peer = new Peer({ addr: { network: 'tcp', toString: () => '10.0.0.1:5' } });
    const md = Pairs('k', 'v1', 'k', 'v2');
    const deadline = new Date(Date.now() + 60_000);
    let ctx: Context = background();
    const outcome = await callUnary(
      async (given, req: { n: number }) => {
        ctx = given;
        expect(current()).toBe(given);
        await null;
        expect(current()).toBe(given);
        expect(current().toString()).not.toBe(another.toString());
        expect(plain(fromIncomingContext())).toEqual({ k: ['v1', 'v2'] });
        expect(fromContext()).toBe(peer);
        expect(method()).toBe('/shop.v1.Edge/Buy');
        expect(given.deadline).toEqual(deadline);
        return { n: req.n + 1 };
      },
      { n: 1 },
      { md, peer, deadline, fullMethod: '/shop.v1.Edge/Buy' },
    );
    expect(outcome).toEqual({
      code: Status.OK,
      details: '',
      response: { n: 2 },
      header: new MD(),
      trailer: new MD(),
      error: undefined,
    });
    expect(ctx.err()).toBe(Canceled);
  });

  it('gives header and trailer', async () => {
    const outcome = await callUnary((ctx) => {
      setHeader(ctx, Pairs('h', '1'));
      setHeader(Pairs('h', '2', 'te', 'reserved'));
      setTrailer(Pairs('t', '1'));
      setTrailer(ctx, Pairs('t', '2', 'grpc-status', '0'));
      return 'ok';
    }, undefined);
    expect([plain(outcome.header), plain(outcome.trailer)]).toEqual([{ h: ['1', '2'] }, { t: ['1', '2'] }]);
  });

  it.each([
    ['a status', new ServerError(Status.NOT_FOUND, 'no tea'), Status.NOT_FOUND, 'no tea'],
    ['that of a call', new ClientError('/s/m', Status.ABORTED, 'again'), Status.ABORTED, 'again'],
    ['one of a context', DeadlineExceeded, Status.DEADLINE_EXCEEDED, 'context deadline exceeded'],
    ['no status', new Error('oops'), Status.UNKNOWN, 'oops'],
    ['no error', 'oops', Status.UNKNOWN, 'oops'],
    ['nothing', undefined, Status.UNKNOWN, 'undefined'],
  ])('tells the status of what the handler throws: %s', async (_, error, code, details) => {
    const outcome = await callUnary(() => {
      setTrailer(Pairs('t', '1'));
      throw error;
    }, undefined);
    expect(outcome).toMatchObject({ code, details, response: undefined, header: undefined });
    expect(outcome.error).toBe(error);
    expect(plain(outcome.trailer)).toEqual({ t: ['1'] });
  });

  it('sends a header with an error if one was set', async () => {
    const outcome = await callUnary(() => {
      setHeader(Pairs('h', '1'));
      throw new ServerError(Status.NOT_FOUND, 'no tea');
    }, undefined);
    expect(plain(outcome.header)).toEqual({ h: ['1'] });
  });

  it('refuses what comes too late, as a call does', async () => {
    let ctx = background();
    const outcome = await callUnary((given) => {
      ctx = given;
      sendHeader(Pairs('h', '1'));
      expect(thrownBy(() => sendHeader())).toMatchObject({ code: Status.INTERNAL });
      expect(thrownBy(() => setHeader(Pairs('h', '2')))).toMatchObject({ code: Status.INTERNAL });
      expect(thrownBy(() => setTrailer(Pairs('connection', 'close')))).toMatchObject({
        code: Status.INTERNAL,
      });
    }, undefined);
    for (const write of [setHeader, setTrailer]) {
      expect(() => write(ctx, Pairs('k', 'v'))).toThrow('transport: SendHeader called multiple times');
    }
    expect([plain(outcome.header), plain(outcome.trailer)]).toEqual([{ h: ['1'] }, {}]);
  });

  it('ends by a deadline of a clock that the test moves', async () => {
    const clock = manualClock();
    let late: unknown;
    const outcome = await callUnary(
      async (ctx) => {
        setTrailer(Pairs('t', '1'));
        const ended = end(ctx);
        clock.advance(1000);
        expect(await ended).toBe(DeadlineExceeded);
        late = thrownBy(() => setTrailer(Pairs('t', '2')));
        return 'too late';
      },
      undefined,
      { ctx: withClock(background(), clock), timeout: 1000 },
    );
    expect(outcome).toMatchObject({
      code: Status.DEADLINE_EXCEEDED,
      details: 'context deadline exceeded',
      response: undefined,
      header: undefined,
    });
    expect(outcome.trailer.size).toBe(0);
    expect(late).toMatchObject({ code: Status.INTERNAL });
  });

  it('ends with the context that it is derived from', async () => {
    const [ctx, cancel] = withCancel(background());
    const outcome = await callUnary(cancel, undefined, { ctx });
    expect(outcome).toMatchObject({ code: Status.CANCELLED, details: 'context canceled' });
  });

  it('takes the earlier of deadline and timeout', async () => {
    const clock = manualClock(0);
    const seen: unknown[] = [];
    const ctx = withClock(background(), clock);
    for (const [ms, timeout] of [[5, 10] as const, [10, 5] as const]) {
      const look = ({ deadline }: Context) => seen.push(deadline?.getTime());
      await callUnary(look, undefined, { ctx, deadline: new Date(ms), timeout });
    }
    expect(seen).toEqual([5, 5]);
  });

  it('has an interceptor stand before the handler', async () => {
    const who = key<string>('who');
    const server = {};
    const interceptor: UnaryServerInterceptor = async (ctx, req, info, handler) => {
      expect(info).toEqual({ server, fullMethod: '/test.Service/Method' });
      expect(info.server).toBe(server);
      expect(current()).toBe(ctx);
      return `${await handler(withValue(ctx, who, 'me'), `${req}!`)}?`;
    };
    const handler = (ctx: Context, req: string) => {
      expect(current()).toBe(ctx);
      return `${ctx.value(who)} ${req}`;
    };
    expect(await callUnary(handler, 'hey', { interceptor, server })).toMatchObject({ response: 'me hey!?' });
  });

  it('copies the metadata that it is given', async () => {
    const md = Pairs('k', 'v');
    await callUnary(() => fromIncomingContext()?.set('k', 'w'), undefined, { md });
    expect(plain(md)).toEqual({ k: ['v'] });
  });
});
