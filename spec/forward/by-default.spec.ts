import { background, current } from '../../lib/context';
import { b3, baggage, policy, requestId, traceContext } from '../../lib/forward';
import { appendToOutgoingContext, fromIncomingContext, newOutgoingContext, Pairs } from '../../lib/metadata';
import { promised } from '../support/adapters/stage';
import { hops, own } from './hops';

const parent = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`;

const sent = newOutgoingContext(
  background(),
  Pairs(
    ...['authorization', 'Bearer of A', 'cookie', 'c', 'x-api-key', 'k', 'x-acme-token', 't'],
    ...['x-acme-tenant', '1', 'x-acme-tenant', '2, 3', 'x-acme-trace-bin', '\u0000\u00ff', 'x-other', 'o'],
    ...['traceparent', parent, 'tracestate', 'a=1', 'baggage', 'a=1,b=2', 'b3', '0', 'x-request-id', 'r-1'],
    ...['grpc-trace-bin', 't', 'host', 'evil.test'],
  ),
);

describe('from A by B to C', () => {
  promised('nothing is forwarded by default', async (stage) => {
    const { call } = await hops(stage);
    const [atC] = await call(sent);
    expect(own(atC)).toEqual({});
  });

  promised('what a policy names is forwarded, and nothing else', async (stage) => {
    const presets = [requestId(), traceContext(), baggage(), b3()];
    const p = policy({ keys: ['x-acme-*'], presets });
    const { call } = await hops(stage, () => [p.apply()]);
    const [atC] = await call(sent);
    expect(own(atC)).toEqual({
      'x-acme-tenant': ['1', '2, 3'],
      'x-acme-trace-bin': ['\u0000\u00ff'],
      'x-request-id': ['r-1'],
      traceparent: [parent],
      tracestate: ['a=1'],
      baggage: ['a=1,b=2'],
      b3: ['0'],
    });
  });

  promised('a credential is forwarded if the policy lists it as one', async (stage) => {
    const p = policy({ credentials: ['authorization'] });
    const { call } = await hops(stage, () => [p.apply()]);
    const [atC] = await call(sent);
    expect(own(atC)).toEqual({ authorization: ['Bearer of A'] });
  });

  promised('what B sets goes before what A sent', async (stage) => {
    const p = policy({ keys: ['x-acme-*'], credentials: ['authorization'] });
    const { call } = await hops(stage, () => {
      return [p.apply(appendToOutgoingContext('authorization', 'Bearer of B', 'x-acme-tenant', 'B'))];
    });
    const [atC] = await call(sent);
    expect(own(atC)).toEqual({
      authorization: ['Bearer of B'],
      'x-acme-tenant': ['B'],
      'x-acme-trace-bin': ['\u0000\u00ff'],
    });
  });

  promised('each policy is for the calls that it is applied to', async (stage) => {
    const p = policy({ keys: ['x-other'] });
    const { call } = await hops(stage, () => [p.apply(), current()]);
    const [first, second] = await call(sent);
    expect([own(first), own(second)]).toEqual([{ 'x-other': ['o'] }, {}]);
  });

  promised('what explain tells is what arrives', async (stage) => {
    const p = policy({ keys: ['x-acme-*', 'x-o*'], presets: [traceContext()] });
    let told: string[] = [];
    const { call } = await hops(stage, () => {
      const decisions = p.explain(fromIncomingContext() ?? Pairs());
      told = decisions.flatMap(({ key, forwarded }) => (forwarded ? [key] : []));
      return [p.apply()];
    });
    const [atC] = await call(sent);
    expect(Object.keys(own(atC)).sort()).toEqual(told.sort());
  });
});
