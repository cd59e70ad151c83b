import { holdsOptions, namesOf, wrongType } from '../context/internal';
import type { ClientInterceptors, ServerInterceptors } from './interceptor';

const names = ['unaryInterceptors', 'streamInterceptors'] as const;

/**
 * Returns `options`, which may be anything, as the interceptors of a server or of a client. `where` begins the text of an error.
 *
 * @throws TypeError if they are not an object, or what they have under `unaryInterceptors` or `streamInterceptors` is not a
 *   list of functions, or they have another name.
 */
export function validateInterceptors<Given extends ServerInterceptors | ClientInterceptors>(
  where: string,
  options: Given,
): Given {
  if (!holdsOptions(options)) {
    throw wrongType(`${where}: interceptors`, 'an object of lists', options);
  }
  for (const key of namesOf(options)) {
    if (names.some((name) => name === key)) continue;
    throw new TypeError(`${where}: interceptors must be ${names.join(' and ')}: got ${key}`);
  }
  for (const name of names) validateList(`${where}: ${name}`, options[name]);
  return options;
}

/**
 * Checks that `options`, which hold a runtime's own too, have no name that was meant to be one of ours.
 *
 * @throws TypeError if they are not an object, or have one.
 */
export function mustNotMisspell(where: string, options: object): void {
  if (!holdsOptions(options)) throw wrongType(`${where}: options`, 'an object', options);
  for (const key of namesOf(options)) {
    const isMeant = /^(unary|stream).*interceptor/i.test(key);
    if (!isMeant || names.some((name) => name === key)) continue;
    throw new TypeError(`${where}: interceptors must be ${names.join(' and ')}: got ${key}`);
  }
}

function validateList(where: string, list: unknown): void {
  if (list === undefined) return;
  if (!Array.isArray(list)) throw wrongType(where, 'a list of interceptors', list);
  for (const interceptor of list) {
    if (typeof interceptor !== 'function') throw wrongType(where, 'a list of functions', interceptor);
    const maker = makerOf(interceptor);
    if (maker === undefined) continue;
    throw new TypeError(`${where} must be interceptors of Go's shape: got what ${maker}() returns`);
  }
}

// By it a list of one kind of interceptors finds out that it was given one of another, which is a function too.
const place: unique symbol = Symbol.for('mdctx.runtime-interceptor.1');

/** Returns `interceptor`, one of a runtime's, of which `makerOf` returns `maker`, the public function that made it. */
export function madeBy<T extends object>(maker: string, interceptor: T): T {
  return Object.defineProperty(interceptor, place, { value: maker });
}

/** Returns the public function that made `interceptor`, if that is one of ours for a runtime. */
export function makerOf(interceptor: object): string | undefined {
  return place in interceptor ? String(interceptor[place]) : undefined;
}

/** @throws TypeError if something follows the arguments of the function `where`, which would not be looked at. */
export function nothingMayFollow(where: string, more: readonly unknown[]): void {
  if (more.length === 0) return;
  throw new TypeError(`${where}: there must be one argument, which has all options: got ${more.length + 1}`);
}

/**
 * Checks what a chain is made of.
 *
 * @throws TypeError if an interceptor is not a function. `name` is that of the function which makes the chain.
 */
export function mustBeFunctions(name: string, interceptors: readonly unknown[]): void {
  for (const interceptor of interceptors) {
    if (typeof interceptor === 'function') continue;
    throw wrongType(`grpc: ${name}: an interceptor`, 'a function', interceptor);
  }
}

/**
 * Calls an interceptor. For a method that was taken off its object, as in `[auth.intercept]`, the error says what to write.
 */
export function applyTo<A extends unknown[], R>(interceptor: (...args: A) => R, ...args: A): R {
  return Reflect.apply(interceptor, unbound, args);
}

/** The `this` of an interceptor, which a function does not need. */
const unbound: object = new Proxy(
  {},
  {
    get: (_, name) => refuse(name),
    set: (_, name) => refuse(name),
    has: (_, name) => refuse(name),
  },
);

function refuse(name: string | symbol): never {
  throw new TypeError(
    `grpc: an interceptor that is a method must be bound to its object: got one that reads this.${String(name)}: write "auth.intercept.bind(auth)" or "(...args) => auth.intercept(...args)"`,
  );
}
