import { quote } from '../metadata';
import { eachField, type RawHeaders } from './repeated-keys';

/** Returns what is wrong with the `grpc-status` of `raw`, with Go's text; `undefined` if it is a number or not there. */
export function malformedStatus(raw: RawHeaders): string | undefined {
  let malformed: string | undefined;
  eachField(raw, (name, value) => {
    if (name === 'grpc-status') malformed ??= faultOf(value);
  });
  return malformed;
}

function faultOf(value: string): string | undefined {
  const parsing = `strconv.ParseInt: parsing ${quote(value)}`;
  if (!/^[+-]?\d+$/.test(value)) return `${parsing}: invalid syntax`;
  return Math.abs(Number(value)) >= 2 ** 31 ? `${parsing}: value out of range` : undefined;
}
