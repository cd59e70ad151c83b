import { earlier } from '../../../lib/grpc-js/client/deadline';

describe('earlier()', () => {
  const [soon, late] = [60_000, 120_000];
  const never = Number.POSITIVE_INFINITY;

  it.each([
    ['that of the context, if the call has none', undefined, soon, soon],
    ['that of the context, if it is the earlier one', new Date(late), soon, soon],
    ['that of the call, if it is the earlier one', new Date(1), soon, 1],
    ['that of the call as a number', 1, soon, 1],
    ['that of the call, if the context has none', new Date(late), never, late],
    ['none', undefined, never, never],
    ['none, as grpc-js says it', never, never, never],
  ])('returns %s', (_what, deadline, expires, at) => {
    expect(earlier(deadline, expires)).toBe(at);
  });
});
