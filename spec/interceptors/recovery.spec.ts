import { inspect } from 'node:util';
import { ClientError, ServerError, Status } from 'nice-grpc-common';
import { type Context, DeadlineExceeded } from '../../lib/context';
import { recovery } from '../../lib/interceptors';
import { sides } from './both';

const secret = 'SECRET-4711';

describe.each(sides)('interceptors.recovery().%s', (_, call) => {
  it.each([
    new Error(secret),
    new TypeError(secret),
    secret,
    { secret },
    undefined,
    null,
    { code: Status.NOT_FOUND, details: secret },
    Object.assign(new Error(secret), { code: Status.NOT_FOUND }),
  ])('hides %p', async (thrown) => {
    const outcome = await call(recovery(), () => {
      throw thrown;
    });
    expect(outcome).toMatchObject({ code: Status.INTERNAL, details: 'internal error' });
    expect(inspect(outcome, { depth: 9 })).not.toContain(secret);
  });

  it.each([
    new ServerError(Status.NOT_FOUND, 'no tea'),
    new ClientError('/s/m', Status.ABORTED, 'again'),
    DeadlineExceeded,
    new Error('no time', { cause: DeadlineExceeded }),
  ])('lets %p pass', async (thrown) => {
    let hidden = 0;
    const outcome = await call(
      recovery(() => hidden++),
      async () => {
        throw thrown;
      },
    );
    expect(outcome.error).toBe(thrown);
    expect(hidden).toBe(0);
  });

  it('lets success pass', async () => {
    expect(await call(recovery(), () => {})).toMatchObject({ code: Status.OK });
  });

  it('gives the hook what it hides, and the context', async () => {
    const heard: unknown[] = [];
    let inHandler: Context | undefined;
    const error = new Error(secret);
    await call(
      recovery((ctx, error) => heard.push(ctx, error)),
      (ctx) => {
        inHandler = ctx;
        throw error;
      },
    );
    expect(heard[0]).toBe(inHandler);
    expect(heard[1]).toBe(error);
  });

  it('hides what the hook throws', async () => {
    const fail = () => {
      throw new Error(secret);
    };
    expect(await call(recovery(fail), fail)).toMatchObject({ details: 'internal error' });
  });
});

describe.each(sides)('the handler of interceptors.recovery().%s', (_, call) => {
  const fail = () => {
    throw new Error(secret);
  };

  it.each<[string, () => unknown]>([
    ['returns', () => new ServerError(Status.UNAVAILABLE, 'later')],
    ['returns in a promise', async () => new ServerError(Status.UNAVAILABLE, 'later')],
  ])('chooses the error that it %s', async (_, handler) => {
    expect(await call(recovery(handler), fail)).toMatchObject({ code: Status.UNAVAILABLE, details: 'later' });
  });

  it.each<[string, () => unknown]>([
    ['throws', fail],
    ['rejects', async () => fail()],
    ['returns no error', () => 'text'],
    ['never returns one', () => undefined],
  ])('hides as without it if it %s', async (_, handler) => {
    const outcome = await call(recovery(handler), fail);
    expect(outcome).toMatchObject({ code: Status.INTERNAL, details: 'internal error' });
    expect(inspect(outcome, { depth: 9 })).not.toContain(secret);
  });

  it('must be a function', () => {
    expect(() => Reflect.apply(recovery, undefined, [5])).toThrow(TypeError);
  });
});
