import { background, current } from '../../lib/context';
import { policy, requestId as requestIdPreset } from '../../lib/forward';
import { assignRequestId, requestId, requestIdFromContext } from '../../lib/interceptors';
import { fromOutgoingContext, newOutgoingContext, Pairs, valueFromOutgoingContext } from '../../lib/metadata';
import { callUnary } from '../../lib/testing';
import { sides } from './both';

describe.each(sides)('interceptors.assignRequestId().%s', (_, call) => {
  const interceptor = assignRequestId({ make: () => 'new' });

  it('keeps the id that came: in ctx, in the header, and in what goes out', async () => {
    let seen: unknown;
    const outcome = await call(
      interceptor,
      (ctx) => {
        expect(current()).toBe(ctx);
        seen = [requestIdFromContext(), requestIdFromContext(ctx), valueFromOutgoingContext('x-request-id')];
      },
      { md: Pairs('X-Request-Id', 'r-1') },
    );
    expect(seen).toEqual(['r-1', 'r-1', ['r-1']]);
    expect(outcome.header?.get('x-request-id')).toEqual(['r-1']);
  });

  it.each([
    ['none', Pairs()],
    ['two', Pairs('x-request-id', 'a', 'x-request-id', 'b')],
    ['one with a line break', Pairs('x-request-id', 'a\nb')],
    ['one that is long', Pairs('x-request-id', 'a'.repeat(129))],
  ])('makes one if %s came', async (_, md) => {
    let seen: unknown;
    const outcome = await call(
      interceptor,
      () => {
        seen = requestIdFromContext();
      },
      { md },
    );
    expect(seen).toBe('new');
    expect(outcome.header?.get('x-request-id')).toEqual(['new']);
  });

  it('takes another key', async () => {
    const outcome = await call(assignRequestId({ key: 'X-Correlation' }), () => {}, {
      md: Pairs('x-correlation', 'c'),
    });
    expect(outcome.header?.get('x-correlation')).toEqual(['c']);
  });

  it('leaves alone what goes out already under the key, and is not doubled by a policy', async () => {
    const p = policy({ presets: [requestIdPreset()] });
    const ids: unknown[] = [];
    const note = () => void ids.push(fromOutgoingContext(p.apply())?.get('x-request-id'));
    await call(interceptor, note, { md: Pairs('x-request-id', 'r') });
    await call(interceptor, note, { ctx: newOutgoingContext(background(), Pairs('x-request-id', 'mine')) });
    expect(ids).toEqual([['r'], ['mine']]);
  });
});

describe('interceptors.assignRequestId()', () => {
  it('refuses a key that cannot be sent', () => {
    expect(() => assignRequestId({ key: 'a key' })).toThrow(
      new RangeError('interceptors: assignRequestId: key must be one that can be sent: got "a key"'),
    );
  });

  it('is not there without the interceptor', () => {
    expect(requestIdFromContext()).toBeUndefined();
    expect(requestIdFromContext(background())).toBeUndefined();
  });
});

describe('interceptors.requestId()', () => {
  it('is the deprecated name of it', async () => {
    const { unary } = requestId({ make: () => 'new' });
    const outcome = await callUnary(() => requestIdFromContext(), {}, { interceptor: unary });
    expect(outcome.response).toBe('new');
  });
});
