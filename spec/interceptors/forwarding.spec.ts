import { background, type Context } from '../../lib/context';
import { policy } from '../../lib/forward';
import { type ClientStream, chainUnaryClient } from '../../lib/grpc';
import { type ClientInterceptor, forwarding, inOrder } from '../../lib/interceptors';
import { appendToOutgoingContext, fromOutgoingContext, newIncomingContext, Pairs } from '../../lib/metadata';
import { wrong } from '../support/wrong';

const ctx = newIncomingContext(background(), Pairs('x-a', '1', 'authorization', 'theirs'));
const desc = { streamName: 'Buy', clientStreams: true, serverStreams: true };
const forward = forwarding(policy({ keys: ['x-*'], credentials: ['authorization'] }));
const sent = (ctx: Context) => Object.fromEntries(fromOutgoingContext(ctx) ?? []);

describe('interceptors.forwarding()', () => {
  it('applies the policy to the context of each call', async () => {
    const expected = { 'x-a': ['1'], authorization: ['theirs'] };
    expect(await forward.unary(ctx, '/s/m', {}, async (ctx) => sent(ctx), [])).toEqual(expected);
    const streamer = async (ctx: Context) => wrong<ClientStream>(sent(ctx));
    expect(await forward.stream(ctx, desc, '/s/m', streamer, [])).toEqual(expected);
  });

  it('lets what others set before go first', async () => {
    const own: Pick<ClientInterceptor, 'unary'> = {
      unary: (ctx, ...[method, req, invoker, opts]) =>
        invoker(appendToOutgoingContext(ctx, 'authorization', 'ours'), method, req, opts),
    };
    const chain = chainUnaryClient(own.unary, forward.unary);
    const md = await chain(ctx, '/s/m', {}, async (ctx) => sent(ctx), []);
    expect(md).toEqual({ authorization: ['ours'], 'x-a': ['1'] });
  });

  it('does the same for a call that is made twice', async () => {
    const twice: Pick<ClientInterceptor, 'unary'> = {
      unary: async (ctx, method, req, invoker, opts) => [
        await invoker(ctx, method, req, opts),
        await invoker(ctx, method, req, opts),
      ],
    };
    const expected = { 'x-a': ['1'], authorization: ['theirs'] };
    for (const chain of [
      chainUnaryClient(twice.unary, forward.unary),
      chainUnaryClient(forward.unary, twice.unary),
    ]) {
      const all = await chain(ctx, '/s/m', {}, async (ctx) => sent(ctx), []);
      expect(all).toEqual([expected, expected]);
    }
  });
});

describe('interceptors.inOrder()', () => {
  it('keeps the order, for unary calls and for streams', () => {
    const other = { ...forward };
    expect(inOrder(forward, other)).toEqual({
      unaryInterceptors: [forward.unary, other.unary],
      streamInterceptors: [forward.stream, other.stream],
    });
    expect(inOrder()).toEqual({ unaryInterceptors: [], streamInterceptors: [] });
  });
});
