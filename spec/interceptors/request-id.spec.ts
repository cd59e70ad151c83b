import { background, current } from '../../lib/context';
import { policy, requestId as requestIdPreset } from '../../lib/forward';
import { requestId, requestIdFromContext } from '../../lib/interceptors';
import { fromOutgoingContext, newOutgoingContext, Pairs, valueFromOutgoingContext } from '../../lib/metadata';
import { sides } from './both';

describe.each(sides)('interceptors.requestId().%s', (_, call) => {
  const interceptor = requestId({ make: () => 'new' });

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
    const outcome = await call(requestId({ key: 'X-Correlation' }), () => {}, {
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

describe('interceptors.requestId()', () => {
  it('refuses a key that cannot be sent', () => {
    expect(() => requestId({ key: 'a key' })).toThrow(
      new RangeError('interceptors: requestId: key must be one that can be sent: got "a key"'),
    );
  });

  it('is not there without the interceptor', () => {
    expect(requestIdFromContext()).toBeUndefined();
    expect(requestIdFromContext(background())).toBeUndefined();
  });
});
