import { type Kind, kinds } from '../support/echo';
import { node } from '../support/node';
import { type Means, type Seen, shapesWith } from './seen';

jest.setTimeout(60_000);

const method: Record<Kind, string> = {
  unary: 'test.Echo/Unary',
  serverStream: 'test.Echo/ServerStream',
  clientStream: 'test.Echo/ClientStream',
  bidi: 'test.Echo/Bidi',
};

/** Returns what there is to see of a call from A by B to C. */
function expected(shape: string, means: Means, kind: Kind): Seen {
  const name = `${means === 'auto' || means === 'both' ? 'grpc.' : ''}${method[kind]}`;
  const hop = [`CLIENT ${name}`, `SERVER ${name}`];
  const spans = means === 'propagator' ? [] : [...hop, ...hop];
  return { shape, means, kind, trace: [`INTERNAL ${shape} ${means} ${kind}`, ...spans], strange: [] };
}

describe.each(['otel', 'mdctx'])('a trace over three hops, when %s is loaded first', (order) => {
  it.each<[string, string, Means[]]>([
    ['by @opentelemetry/instrumentation-grpc', 'auto', ['auto', 'both']],
    ['by the interceptors of mdctx/otel', 'no', ['tracer', 'propagator']],
  ])('is one, and known where the context is, in each shape and kind of call, %s', async (_, auto, means) => {
    const { stdout } = await node(['-r', 'ts-node/register', 'spec/otel/traced.ts', order, auto]);
    const seen: Seen[] = JSON.parse(stdout);
    const calls = shapesWith(auto).flatMap((shape) =>
      means.flatMap((one) => kinds.map((kind) => expected(shape, one, kind))),
    );
    expect(seen).toEqual(calls);
  });
});
