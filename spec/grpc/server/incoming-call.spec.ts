import { Canceled, cause, current, DeadlineExceeded } from '../../../lib/context';
import { method, setTrailer } from '../../../lib/grpc';
import { IncomingCall, RunningCalls } from '../../../lib/grpc/internal';
import { Pairs, valueFromIncomingContext } from '../../../lib/metadata';
import { fromContext, Peer } from '../../../lib/peer';
import { fakeTime, pass } from '../../support/time';

fakeTime();

const never = Number.POSITIVE_INFINITY;

function started(deadline = never, calls?: RunningCalls) {
  const running = { method: '/s.S/M', abort() {} };
  const call = new IncomingCall(
    '/s.S/M',
    { writeHeader() {}, validateSent: () => undefined },
    calls,
    running,
  );
  const peer = jest.fn(() => new Peer({ addr: { network: 'tcp', toString: () => 'here' } }));
  const ctx = call.start({ deadline, metadata: Pairs('k', 'v'), peer });
  return { call, ctx, peer, running };
}

describe('IncomingCall', () => {
  it('has a context with metadata, method, and a peer that is made when it is asked for', () => {
    const { ctx, peer } = started();
    expect([valueFromIncomingContext(ctx, 'k'), method(ctx), ctx.err()]).toEqual([
      ['v'],
      '/s.S/M',
      undefined,
    ]);
    expect(peer).not.toHaveBeenCalled();
    expect(String(fromContext(ctx)?.addr)).toBe('here');
    expect(current().err()).toBeUndefined();
  });

  it('ends as Canceled when its status was sent, and nothing can be set any more', () => {
    const { call, ctx } = started();
    setTrailer(ctx, Pairs('t', '1'));
    expect([...(call.takeTrailer() ?? [])]).toEqual([['t', ['1']]]);
    call.finish();
    expect([ctx.err(), call.isClosed]).toEqual([Canceled, true]);
    expect(() => setTrailer(ctx, Pairs('t', '2'))).toThrow('transport: SendHeader called multiple times');
  });

  it('tells of a cancellation when the context has ended, once, and not of an end', () => {
    const { call, ctx } = started();
    const seen: unknown[] = [];
    call.whenCancelled((error) => seen.push(String(error), ctx.err()));
    call.cancel();
    call.cancel();
    call.finish();
    expect(seen).toEqual([expect.stringContaining('context canceled'), Canceled]);
    const other = started().call;
    other.whenCancelled(() => seen.push('told'));
    other.finish();
    expect(seen.length).toBe(2);
  });

  it.each([
    [20, 17, Canceled],
    [20, 19, DeadlineExceeded],
    [1000, 970, Canceled],
    [1000, 985, DeadlineExceeded],
    [60_000, 59_970, Canceled],
    [60_000, 59_990, DeadlineExceeded],
  ])('with a timeout of %p ms, a reset after %p ms is %p', (timeout, after, err) => {
    const { call, ctx } = started(Date.now() + timeout);
    pass(after);
    call.cancel();
    expect(ctx.err()).toBe(err);
  });

  it('is claimed by one handler', () => {
    const { call } = started();
    const [one, other] = [{}, {}];
    expect([call.claim(one), call.claim(other), call.claim(one)]).toEqual([true, false, true]);
  });

  it('is among those that run, from its start to its end', () => {
    const calls = new RunningCalls();
    const { call, running } = started(never, calls);
    const abort = jest.spyOn(running, 'abort');
    calls.abort(new Error('stop') as never);
    expect(abort).toHaveBeenCalledTimes(1);
    call.finish();
    calls.abort(new Error('stop') as never);
    expect(abort).toHaveBeenCalledTimes(1);
  });

  it('has why it was aborted as its cause', () => {
    const { call, ctx } = started();
    const reason = new Error('the server is stopping');
    call.abort(reason);
    call.finish();
    expect([ctx.err(), cause(ctx)]).toEqual([Canceled, reason]);
  });
});
