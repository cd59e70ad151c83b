import { ServerError, Status } from 'nice-grpc-common';
import { background, type Context, current, key, run, withValue } from '../../lib/context';
import { type AuthFunc, auth, authFromMD } from '../../lib/interceptors';
import { newIncomingContext, Pairs } from '../../lib/metadata';
import { thrownBy, wrong } from '../support/wrong';
import { sides } from './both';

const user = key<string>('user');

describe.each(sides)('interceptors.auth().%s', (_, call) => {
  it.each<[string, AuthFunc]>([
    ['a function', (ctx) => withValue(ctx, user, authFromMD(ctx, 'bearer'))],
    ['an async function', async (ctx) => withValue(ctx, user, authFromMD('Bearer'))],
  ])('goes on with the context that %s returns', async (_, authFunc) => {
    let seen: unknown;
    const handler = (ctx: Context) => {
      seen = [ctx.value(user), current() === ctx];
    };
    const outcome = await call(auth(authFunc), handler, { md: Pairs('authorization', 'Bearer me') });
    expect(outcome.code).toBe(Status.OK);
    expect(seen).toEqual(['me', true]);
  });

  it('tells the function the method, and has the context be current', async () => {
    let seen: unknown;
    const authFunc: AuthFunc = (ctx, fullMethod) => {
      seen = [current() === ctx, fullMethod];
      return ctx;
    };
    await call(auth(authFunc), () => {}, { fullMethod: '/shop.v1.Edge/Buy' });
    expect(seen).toEqual([true, '/shop.v1.Edge/Buy']);
  });

  it.each<[string, AuthFunc, Status]>([
    [
      'throws a status',
      () => {
        throw new ServerError(Status.PERMISSION_DENIED, 'no');
      },
      Status.PERMISSION_DENIED,
    ],
    ['rejects', () => Promise.reject(new Error('database')), Status.UNKNOWN],
    ['returns nothing', () => wrong(undefined), Status.UNKNOWN],
    ['returns true', () => wrong(true), Status.UNKNOWN],
  ])('does not reach the handler if the function %s', async (_, authFunc, code) => {
    let reached = false;
    const outcome = await call(auth(authFunc), () => {
      reached = true;
    });
    expect(outcome.code).toBe(code);
    expect(reached).toBe(false);
  });
});

describe('interceptors.authFromMD()', () => {
  const withMD = (...kv: string[]) => newIncomingContext(background(), Pairs(...kv));

  it.each([
    ['Bearer abc', 'bearer', 'abc'],
    ['bearer abc', 'BEARER', 'abc'],
    ['Bearer a b  c ', 'bearer', 'a b  c '],
    ['Bearer  abc', 'bearer', ' abc'],
    ['Bearer ', 'bearer', ''],
    ['Basic eDp5', 'basic', 'eDp5'],
    [' abc', '', 'abc'],
  ])('of %j, with %s, is %j', (value, scheme, token) => {
    expect(authFromMD(withMD('authorization', value), scheme)).toBe(token);
  });

  it('is of the first value', () => {
    expect(authFromMD(withMD('Authorization', 'Bearer a', 'authorization', 'Bearer b'), 'bearer')).toBe('a');
  });

  it.each([
    ['none', [], 'Request unauthenticated with bearer'],
    ['one of another scheme', ['authorization', 'Basic abc'], 'Request unauthenticated with bearer'],
    ['one of a longer scheme', ['authorization', 'Bearers abc'], 'Request unauthenticated with bearer'],
    ['one without a space', ['authorization', 'Bearer'], 'Bad authorization string'],
    ['an empty one', ['authorization', ''], 'Bad authorization string'],
    ['one under another key', ['authorization-bin', 'Bearer abc'], 'Request unauthenticated with bearer'],
  ])('refuses %s', (_, kv, details) => {
    expect(thrownBy(() => authFromMD(withMD(...kv), 'bearer'))).toMatchObject({
      code: Status.UNAUTHENTICATED,
      details,
    });
  });

  it('does not fold letters from elsewhere in Unicode', () => {
    expect(() => authFromMD(withMD('authorization', 'to\u212aen abc'), 'token')).toThrow('Request unauth');
  });

  it('takes the current context if none is given', () => {
    expect(run(withMD('authorization', 'Bearer abc'), () => authFromMD('bearer'))).toBe('abc');
    expect(() => authFromMD('bearer')).toThrow('Request unauthenticated with bearer');
  });
});
