import { background, type Context } from '../../../lib/context';
import {
  backoffExponential,
  backoffExponentialWithJitter,
  backoffExponentialWithJitterBounded,
  backoffLinear,
  backoffLinearWithJitter,
} from '../../../lib/interceptors';

// The cases of go-grpc-middleware's retry_test.go, and what they do not reach.

describe('a backoff', () => {
  const attempts = Array.from({ length: 64 }, (_, i) => i);
  const ctx = background();

  it('backoffLinear() is the same each time', () => {
    expect([1, 2, 3].map((attempt) => backoffLinear(100)(ctx, attempt))).toEqual([100, 100, 100]);
  });

  it('backoffExponential() doubles', () => {
    expect([0, 1, 2, 3, 10].map((attempt) => backoffExponential(100)(ctx, attempt))).toEqual([
      100, 100, 200, 400, 51200,
    ]);
  });

  it.each([
    ['backoffLinearWithJitter', backoffLinearWithJitter(10_000, 0.1)],
    ['backoffExponentialWithJitter', (c: Context) => backoffExponentialWithJitter(10_000, 0.1)(c, 1)],
  ])('%s() varies within its bounds', (_, backoff) => {
    const waits = Array.from({ length: 1000 }, () => backoff(ctx, 1));
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(9000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(11_000);
    expect(Math.min(...waits)).toBeLessThan(9180);
    expect(Math.max(...waits)).toBeGreaterThan(10_780);
  });

  it('is never negative, nor above its bound', () => {
    const [free, bounded] = [
      backoffExponentialWithJitter(100, 0.1),
      backoffExponentialWithJitterBounded(100, 0.1, 10_000),
    ];
    for (const attempt of attempts) {
      expect(free(ctx, attempt)).toBeGreaterThanOrEqual(0);
      expect(bounded(ctx, attempt)).toBeGreaterThanOrEqual(0);
      expect(bounded(ctx, attempt)).toBeLessThanOrEqual(10_000);
    }
  });
});
