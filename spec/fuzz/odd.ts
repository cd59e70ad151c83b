import type { Random } from '../support/random';

/** A text that stands in odd values, and must stand in no message. */
export const secret = 'hush-4711';

const trap = new Proxy(
  {},
  {
    get() {
      throw new Error('a trap');
    },
    has() {
      throw new Error('a trap');
    },
    ownKeys() {
      throw new Error('a trap');
    },
  },
);

class Instance {
  readonly token = secret;
}

const makers: readonly [() => unknown, ...Array<() => unknown>] = [
  () => undefined,
  () => null,
  () => 0,
  () => -1,
  () => Number.NaN,
  () => 2 ** 40,
  () => 5n,
  () => '',
  () => secret,
  () => true,
  () => Symbol(secret),
  () => () => secret,
  () => [],
  () => [secret],
  () => [[secret, secret]],
  () => ({}),
  () => ({ authorization: secret }),
  () => Object.freeze({ k: secret }),
  () => Object.create(null),
  () => new Map([['authorization', [secret]]]),
  () => new Map([[1, secret]]),
  () => new Set([secret]),
  () => new Date(Number.NaN),
  () => new Date(),
  () => new Error(secret),
  () => Promise.resolve(secret),
  () => new Uint8Array(3),
  () => new Instance(),
  () => trap,
  () => new AbortController(),
  () => AbortSignal.abort(secret),
  () => ({ signal: AbortSignal.abort() }),
  () => ({ aborted: false }),
];

/** Returns a value that hardly anything expects. */
export function oddValue(random: Random): unknown {
  return random.of(makers)();
}
