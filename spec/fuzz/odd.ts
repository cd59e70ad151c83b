import { ClientError, ServerError, Status } from 'nice-grpc-common';
import type { Random } from '../support/random';

/** A text that stands in odd values, and must stand in no message. */
export const secret = 'hush-4711';

/** Throws whatever is done with it. */
const trap = new Proxy(
  {},
  Object.fromEntries(
    Object.getOwnPropertyNames(Reflect).map((name) => [
      name,
      () => {
        throw new Error('a trap');
      },
    ]),
  ),
);

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

/** Returns an error whose members throw when they are read. */
function shy(error: Error): Error {
  const get = () => {
    throw new Error('a trap');
  };
  void error.stack; // is made of the message when it is first read
  return Object.defineProperties(error, { message: { get }, stack: { get }, code: { get }, cause: { get } });
}

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
  revoked,
  () => shy(new Error(secret)),
  () => Object.freeze(new ClientError('/x', Status.ABORTED, 'frozen')),
  () => Object.freeze(new ServerError(Status.ABORTED, 'frozen')),
  () => ({ message: secret }),
  () => ({ code: 5, message: undefined }),
  () => ({
    toString() {
      throw new Error('a trap');
    },
  }),
  () => new AbortController(),
  () => AbortSignal.abort(secret),
  () => ({ signal: AbortSignal.abort() }),
  () => ({ aborted: false }),
];

/** Returns a value that hardly anything expects. */
export function oddValue(random: Random): unknown {
  return random.of(makers)();
}
