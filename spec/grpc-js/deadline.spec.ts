import { background, withDeadline } from '../../lib/context';
import { earlier } from '../../lib/grpc-js/deadline';

describe('earlier()', () => {
  const soon = new Date(Date.now() + 60_000);
  const late = new Date(Date.now() + 120_000);
  const [ctx, cancel] = withDeadline(background(), soon);

  afterAll(() => cancel());

  it.each([
    ['that of the context, if the call has none', undefined, ctx, soon.getTime()],
    ['that of the context, if it is the earlier one', late, ctx, soon.getTime()],
    ['that of the call, if it is the earlier one', new Date(1), ctx, 1],
    ['that of the call as a number', 1, ctx, 1],
    ['that of the call, if the context has none', late, background(), late.getTime()],
    ['none', undefined, background(), Number.POSITIVE_INFINITY],
    ['none, as grpc-js says it', Number.POSITIVE_INFINITY, background(), Number.POSITIVE_INFINITY],
  ])('returns %s', (_what, deadline, ctx, at) => {
    expect(earlier(deadline, ctx)).toBe(at);
  });
});
