import { quote } from '../metadata/internal';

/** Returns what is wrong with `value`, that of a `grpc-status` field, with Go's text; `undefined` if it is a number. */
export function malformedStatus(value: string): string | undefined {
  if (/^\d{1,9}$/.test(value)) return undefined;
  const parsing = `strconv.ParseInt: parsing ${quote(value)}`;
  if (!/^[+-]?\d+$/.test(value)) return `${parsing}: invalid syntax`;
  return Math.abs(Number(value)) >= 2 ** 31 ? `${parsing}: value out of range` : undefined;
}
