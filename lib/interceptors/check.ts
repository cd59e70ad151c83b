import { mustBeKnown, mustBeList, wrongType } from '../context/internal';

/** The value of an option, and where it was given: `retry: max`. */
type Given = readonly [where: string, given: unknown];

/**
 * Checks that each option, if it is given, is a function.
 *
 * @throws TypeError if one is not.
 */
export function mustBeFunctions(name: string, options: object, ...keys: readonly string[]): void {
  for (const key of keys) {
    const given: unknown = Reflect.get(options, key);
    if (given !== undefined && typeof given !== 'function')
      throw wrong([`${name}: ${key}`, given], 'a function');
  }
}

/**
 * Checks that `given` is a function.
 *
 * @throws TypeError if it is not.
 */
export function mustBeFunction(name: string, given: unknown): void {
  if (typeof given !== 'function') throw wrong([name, given], 'a function');
}

/**
 * Checks that `given` is an interceptor for all kinds of call, and what its two sides are.
 *
 * @throws TypeError if it is not.
 */
export function mustBeInterceptor(name: string, given: Readonly<Record<'unary' | 'stream', unknown>>): void {
  mustBeObject(name, given);
  mustBeFunction(`${name}: unary`, given.unary);
  mustBeFunction(`${name}: stream`, given.stream);
}

/**
 * Checks that `given` is a number.
 *
 * @throws TypeError if it is not.
 */
export function mustBeNumber(name: string, given: unknown): asserts given is number {
  if (typeof given !== 'number') throw wrong([name, given], 'a number');
}

/**
 * Checks that `given` is a number of 0 or more.
 *
 * @throws TypeError if it is not a number.
 * @throws RangeError if it is another number.
 */
export function mustBeAmount(name: string, given: unknown): void {
  mustBeNumber(name, given);
  if (!(given >= 0)) throw new RangeError(`interceptors: ${name} must be 0 or more: got ${given}`);
}

/**
 * Checks that `given` is one of `names`, or a list of them, if it is given.
 *
 * @throws TypeError if it is not.
 */
export function mustBeAmong(name: string, given: unknown, names: readonly string[]): void {
  if (given === undefined) return;
  for (const one of Array.isArray(given) ? given : [given]) {
    if (typeof one !== 'string' || !names.includes(one)) throw wrong([name, one], names.join(', '));
  }
}

/**
 * Checks that `given` is an object.
 *
 * @throws TypeError if it is not.
 */
export function mustBeObject(name: string, given: unknown): void {
  if (typeof given !== 'object' || given === null) throw wrong([name, given], 'an object');
}

/**
 * Checks that `options` is an object that has no other names than those that are `known`.
 *
 * @throws TypeError if it is not.
 */
export function mustBeOptions<Options extends object>(
  name: string,
  options: Options,
  known: ReadonlyArray<keyof Options & string>,
): void {
  mustBeKnown(`interceptors: ${name}`, options, known);
}

/**
 * Checks that `given` is a list of codes, if it is given.
 *
 * @throws TypeError if it is not.
 */
export function mustBeCodes(name: string, given: unknown): void {
  mustBeList(`interceptors: ${name}`, given);
  for (const one of Array.isArray(given) ? given : [])
    if (!Number.isInteger(one)) throw wrong([name, one], 'a list of codes');
}

/**
 * Checks that `given` is a string.
 *
 * @throws TypeError if it is not.
 */
export function mustBeString(name: string, given: unknown): void {
  if (typeof given !== 'string') throw wrong([name, given], 'a string');
}

/**
 * Checks that `given` is a list of strings.
 *
 * @throws TypeError if it is not.
 */
export function mustBeStrings(name: string, given: unknown): void {
  if (!Array.isArray(given)) throw wrong([name, given], 'a list of strings');
  for (const one of given) if (typeof one !== 'string') throw wrong([name, one], 'a list of strings');
}

/**
 * Checks that `given` is a list of numbers.
 *
 * @throws TypeError if it is not.
 */
export function mustBeNumbers(name: string, given: unknown): void {
  if (!Array.isArray(given)) throw wrong([name, given], 'a list of numbers');
  for (const one of given) if (typeof one !== 'number') throw wrong([name, one], 'a list of numbers');
}

/**
 * Checks that `given` is a positive number, if it is given.
 *
 * @throws TypeError if it is not a number.
 * @throws RangeError if it is not positive.
 */
export function mustBePositive(name: string, given: unknown): void {
  if (given === undefined) return;
  if (typeof given !== 'number') throw wrong([name, given], 'a number');
  if (!(given > 0)) throw new RangeError(`interceptors: ${name} must be positive: got ${given}`);
}

/**
 * Checks that `given` is a whole number of 0 or more, if it is given.
 *
 * @throws TypeError if it is not a number.
 * @throws RangeError if it is another number.
 */
export function mustBeCount(name: string, given: unknown): void {
  if (given === undefined) return;
  if (typeof given !== 'number') throw wrong([name, given], 'a number');
  if (!Number.isInteger(given) || given < 0)
    throw new RangeError(`interceptors: ${name} must be a whole number of 0 or more: got ${given}`);
}

function wrong([where, given]: Given, what: string): TypeError {
  return wrongType(`interceptors: ${where}`, what, given);
}
