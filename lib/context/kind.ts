import { types } from 'node:util';
import { safely } from './error-text';

/** Reports whether `x` has what a context has. A `signal` that is a getter is not called. */
export function looksLikeContext(x: object): boolean {
  try {
    const has = 'err' in x && typeof x.err === 'function' && 'value' in x && typeof x.value === 'function';
    if (!has || !('deadline' in x) || !('signal' in x)) return false;
    const own = Object.getOwnPropertyDescriptor(x, 'signal');
    return own === undefined || own.get !== undefined || isSignal(own.value);
  } catch {
    return false; // what throws when it is looked at
  }
}

/** Reports whether `x` is an AbortSignal, be it of another realm. */
export function isSignal(x: unknown): x is AbortSignal {
  return (
    typeof x === 'object' &&
    x !== null &&
    'aborted' in x &&
    typeof x.aborted === 'boolean' &&
    'addEventListener' in x &&
    typeof x.addEventListener === 'function'
  );
}

/**
 * Returns what kind of thing `x` is, for the text of an error: its type, or the name of its class. It never shows `x`, and
 * never throws.
 */
export function kindOf(x: unknown): string {
  if (x === null) return 'null';
  if (typeof x !== 'object') return typeof x;
  if (types.isProxy(x)) return 'Proxy';
  if (looksLikeContext(x)) return 'Context';
  const name = safely(() => className(x), undefined);
  return name === undefined || name === 'Object' ? 'object' : name;
}

/** Returns the name of the class of `x`. An object may have a member `constructor` that holds anything. */
function className(x: object): string | undefined {
  const made: unknown = Object.getPrototypeOf(x).constructor;
  return typeof made === 'function' && /^[A-Z]\w*$/.test(made.name) ? made.name : undefined;
}

/** Returns the error of an argument that is not `what` it must be. `where` begins the text: `peer: newContext: peer`. */
export function wrongType(where: string, what: string, x: unknown): TypeError {
  return new TypeError(`${where} must be ${what}: got ${kindOf(x)}`);
}

/** @throws TypeError if `given` is there and is not a boolean. `where` begins the text. */
export function mustBeFlag(where: string, given: unknown): void {
  if (given !== undefined && typeof given !== 'boolean') throw wrongType(where, 'a boolean', given);
}

/** @throws TypeError if `given` is there and is not a list. `where` begins the text. */
export function mustBeList(where: string, given: unknown): void {
  if (given !== undefined && !Array.isArray(given)) throw wrongType(where, 'a list', given);
}

/**
 * Checks that `options` are an object of options, with no other names than those that are `known`: one that is misspelt would
 * have no effect. `where` begins the text.
 *
 * @throws TypeError if they are not.
 */
export function mustBeKnown(where: string, options: object, known: readonly string[]): void {
  if (!holdsOptions(options)) throw wrongType(where, 'an object', options);
  for (const name of namesOf(options)) {
    if (known.includes(name)) continue;
    throw new TypeError(`${where} must be ${known.join(', ')}: got ${JSON.stringify(name)}`);
  }
}

/** Returns the names of `options`; of those that they inherit the getters, and what was meant for an interceptor. */
export function namesOf(options: object): string[] {
  const names = Object.keys(options);
  let from: object | null = Object.getPrototypeOf(options);
  while (from !== null && Object.getPrototypeOf(from) !== null) {
    for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(from)))
      if (get !== undefined || /interceptor/i.test(name)) names.push(name);
    from = Object.getPrototypeOf(from);
  }
  return names;
}

/**
 * Reports whether `x` is an object that may hold options or handlers: an instance of a class or what `import *` gives too, but
 * no list, no Date, no promise nor what else the language has a form of its own for, and no context.
 */
export function holdsOptions(x: unknown): x is object {
  if (typeof x !== 'object' || x === null) return false;
  const tag = Object.prototype.toString.call(x);
  return (tag === '[object Object]' || tag === '[object Module]') && !looksLikeContext(x);
}
