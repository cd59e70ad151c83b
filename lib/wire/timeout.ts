import { quote } from '../metadata/internal';

const longest = 2 ** 63 / 1e6; // the longest duration that Go knows, in milliseconds

/** The longest time, in milliseconds, that grpc-js measures as it was meant. */
export const longestTimeout = 2 ** 31 - 1;

/**
 * Returns the deadline of a call, in milliseconds since the epoch, as grpc-js can send it: it throws where nothing catches that at one
 * that is further off than `grpc-timeout` can say. Go knows no longer duration.
 */
export function sendableDeadline(deadline: number): number {
  return deadline === Number.POSITIVE_INFINITY ? deadline : Math.min(deadline, Date.now() + longest);
}

/** The units of `grpc-timeout`, finest first, in nanoseconds. */
const units: ReadonlyMap<string, number> = new Map([
  ['n', 1],
  ['u', 1e3],
  ['m', 1e6],
  ['S', 1e9],
  ['M', 60e9],
  ['H', 3600e9],
]);

/**
 * Returns `ms` milliseconds in the form of the `grpc-timeout` header: in the finest unit that needs no more than eight
 * digits, rounded up, so that a peer never gives up before this side does. What is not positive is `0n`.
 *
 * Ports grpc-go's `grpcutil.EncodeDuration`.
 */
export function encodeTimeout(ms: number): string {
  if (ms <= 0) return '0n';
  const nanoseconds = Math.round(Math.min(ms, longest) * 1e6);
  for (const [unit, size] of units) {
    const count = Math.ceil(nanoseconds / size);
    if (count < 1e8) return `${count}${unit}`;
  }
  return '99999999H';
}

/**
 * Returns the milliseconds that the value of a `grpc-timeout` header stands for. What is longer than Go's longest
 * duration (292 years) becomes that.
 *
 * Ports grpc-go's `decodeTimeout`.
 *
 * @throws RangeError if `text` is not one to eight digits and a unit, with grpc-go's text.
 */
export function decodeTimeout(text: string): number {
  if (text.length < 2) throw new RangeError(`transport: timeout string is too short: ${quote(text)}`);
  if (text.length > 9) throw new RangeError(`transport: timeout string is too long: ${quote(text)}`);
  const digits = text.slice(0, -1);
  const size = units.get(text.slice(-1));
  if (size === undefined) {
    throw new RangeError(`transport: timeout unit is not recognized: ${quote(text)}`);
  }
  if (!/^\d+$/.test(digits)) {
    throw new RangeError(`strconv.ParseUint: parsing ${quote(digits)}: invalid syntax`);
  }
  return Math.min((Number(digits) * size) / 1e6, longest);
}
