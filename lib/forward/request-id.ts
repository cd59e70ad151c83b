import { randomUUID } from 'node:crypto';
import { mustBeKnown, wrongType } from '../context/internal';
import type { Preset } from './rules';

/** How a request id travels. */
export interface RequestIdOptions {
  /** The key that holds it. It is `x-request-id` if it is left out. */
  readonly key?: string | undefined;
  /** Makes one. It is `crypto.randomUUID` if it is left out. */
  readonly make?: (() => string) | undefined;
}

/**
 * Returns the preset for a request id: the one that came, or a new one if none came. One that came more than once, is
 * longer than 128 characters or has characters that do not print, or spaces, counts as absent.
 *
 * Each call of a handler to which no id came gets one of its own. For one that all share, and that the handler knows,
 * use the interceptor `requestId`, which goes well together with this.
 *
 * @throws TypeError if an option is not of its type.
 */
export function requestId(options: RequestIdOptions = {}): Preset {
  const { key, make } = checked(options);
  return {
    name: 'request id',
    keys: [key],
    select: (incoming) => [[key, validRequestId(incoming.get(key)) ?? make()]],
  };
}

function checked(options: RequestIdOptions): { key: string; make: () => string } {
  mustBeKnown('forward: requestId: options', options, ['key', 'make']);
  const { key = 'x-request-id', make = randomUUID } = options;
  if (typeof key !== 'string') {
    throw wrongType('forward: requestId: key', 'a string', key);
  }
  if (typeof make !== 'function') {
    throw wrongType('forward: requestId: make', 'a function', make);
  }
  return { key, make };
}

/** Returns the request id of which `values` came, or `undefined` if they are not one that may be passed on. */
export function validRequestId(values: readonly string[] = []): string | undefined {
  const [id, ...more] = values;
  return id !== undefined && more.length === 0 && /^[!-~]{1,128}$/.test(id) ? id : undefined;
}
