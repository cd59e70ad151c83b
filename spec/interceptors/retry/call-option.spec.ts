import * as codes from '../../../lib/codes';
import { background } from '../../../lib/context';
import { backoffLinear, retry, withRetry } from '../../../lib/interceptors';
import { defaults, failed, serve } from './stage';

// The cases of go-grpc-middleware's retry_test.go, and what they do not reach.

describe('interceptors.withRetry()', () => {
  it('has one call be made with its own options', async () => {
    const { service, client, list } = await serve(5, codes.ResourceExhausted, retry(defaults));
    const own = withRetry({ codes: [codes.ResourceExhausted], max: 5 });
    expect(await client.unary(background(), {}, own)).toEqual({ attempt: 5 });
    service.count = 0;
    expect(await list(background(), own)).toHaveLength(3);
    service.count = 0;
    expect(await failed(client.unary({}))).toMatchObject({ code: codes.ResourceExhausted });
    expect(service.count).toBe(1);
  });

  it('disables it with max 0, and the last one counts', async () => {
    const { service, client } = await serve(2, codes.DataLoss, retry(defaults));
    expect(
      await failed(client.unary(background(), {}, withRetry({ max: 9 }), withRetry({ max: 0 }))),
    ).toBeDefined();
    expect(service.count).toBe(1);
  });

  it('does nothing without the interceptor', async () => {
    const { service, client } = await serve(100, codes.DataLoss);
    const options = { max: 5, codes: [codes.DataLoss], backoff: backoffLinear(1), perRetryTimeout: 1 };
    expect(await failed(client.unary(background(), {}, withRetry(options)))).toMatchObject({
      code: codes.DataLoss,
    });
    expect(service.count).toBe(1);
  });

  it('refuses a wrong value', () => {
    expect(() => withRetry({ max: -1 })).toThrow(RangeError);
  });
});
