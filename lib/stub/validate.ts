import { kindOf, wrongType } from '../context/internal';

/** @throws TypeError if `given` is not a string that says something. `where` begins the text. */
export function mustBeText(where: string, given: unknown): void {
  if (typeof given !== 'string') throw wrongType(where, 'a string', given);
  if (given === '') throw new TypeError(`${where} must not be empty: got ''`);
}

/** @throws TypeError if one of `given`, which are options of the function `name`, is there and is not a number of 0 or more. */
export function mustBeAmounts(name: string, given: Readonly<Record<string, number | undefined>>): void {
  for (const [option, value] of Object.entries(given)) {
    if (value === undefined || (typeof value === 'number' && value >= 0)) continue;
    const got = typeof value === 'number' ? value : kindOf(value);
    throw new TypeError(`stub: ${name}: ${option} must be a number of 0 or more: got ${got}`);
  }
}
