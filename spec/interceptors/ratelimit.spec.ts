import { background, type Context } from '../../lib/context';
import type { ClientStream } from '../../lib/grpc';
import { clientRatelimit, type Limiter, ratelimit } from '../../lib/interceptors';
import { wrong } from '../support/wrong';
import { sides } from './both';

// The cases of go-grpc-middleware's ratelimit_test.go.

const pass: Limiter = { limit: () => undefined };
const reject: Limiter = { limit: () => new Error('rate limit exceeded') };
const later: Limiter = { limit: async () => new Error('rate limit exceeded') };
const text = (method: string) =>
  `${method} is rejected by grpc_ratelimit middleware, please retry later. rate limit exceeded`;

describe.each(sides)('interceptors.ratelimit().%s', (_, call) => {
  it('lets pass', async () => {
    let handled = 0;
    expect(await call(ratelimit(pass), () => void handled++)).toMatchObject({ code: 0 });
    expect(handled).toBe(1);
  });

  it.each([reject, later])('rejects', async (limiter) => {
    let handled = 0;
    const outcome = await call(ratelimit(limiter), () => void handled++, { fullMethod: '/s/m' });
    expect(outcome).toMatchObject({ code: 8, details: text('/s/m') });
    expect(handled).toBe(0);
  });

  it('gives the limiter the context of the call', async () => {
    let limited: Context | undefined;
    let handled: Context | undefined;
    const limiter: Limiter = {
      limit: (ctx) => {
        limited = ctx;
        return undefined;
      },
    };
    await call(ratelimit(limiter), (ctx) => {
      handled = ctx;
    });
    expect(limited).toBe(handled);
  });

  it('what a faulty limiter throws fails the call, as what a handler throws does', async () => {
    const faulty: Limiter = {
      limit: () => {
        throw new Error('secret');
      },
    };
    let handled = 0;
    const outcome = await call(ratelimit(faulty), () => void handled++);
    expect(outcome).toMatchObject({ code: 2, error: new Error('secret') });
    expect(handled).toBe(0);
  });
});

describe('interceptors.clientRatelimit()', () => {
  const desc = { streamName: 'M', clientStreams: true, serverStreams: true };
  const stream = wrong<ClientStream>({});

  it('lets pass', async () => {
    const { unary, stream: streaming } = clientRatelimit(pass);
    expect(await unary(background(), '/s/m', {}, async () => 'ok', [])).toBe('ok');
    expect(await streaming(background(), desc, '/s/m', async () => stream, [])).toBe(stream);
  });

  it('rejects before anything is sent', async () => {
    const invoker = jest.fn();
    const { unary, stream: streaming } = clientRatelimit(reject);
    const rejection = { code: 8, details: text('/s/m') };
    await expect(unary(background(), '/s/m', {}, invoker, [])).rejects.toMatchObject(rejection);
    await expect(streaming(background(), desc, '/s/m', invoker, [])).rejects.toMatchObject(rejection);
    expect(invoker).not.toHaveBeenCalled();
  });

  it.each([undefined, null, {}, { limit: 5 }, () => undefined])('refuses limiter %p', (limiter) => {
    expect(() => Reflect.apply(clientRatelimit, undefined, [limiter])).toThrow(TypeError);
    expect(() => Reflect.apply(ratelimit, undefined, [limiter])).toThrow(TypeError);
  });
});
