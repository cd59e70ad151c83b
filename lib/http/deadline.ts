import { quote } from '../metadata/internal';
import { decodeTimeout } from '../wire/internal';
import { RefusedRequest } from './refused-request';
import type { Field } from './request';

/** Where the deadline of a request comes from. What is left out does not count. */
export interface DeadlineOptions {
  /** How long a request has if its client does not say, in milliseconds. */
  readonly timeout?: number | undefined;
  /**
   * The name of the header in which a client says how long it waits: in the form of `grpc-timeout` (`5S`, `100m`), or in whole
   * milliseconds (`5000`). No header is looked at that is not named here.
   */
  readonly header?: string | undefined;
  /** How long a request has at most, in milliseconds, whatever its client says. */
  readonly max?: number | undefined;
}

/**
 * Returns how long the request with these `fields` has, in milliseconds; `Infinity` if there is no limit.
 *
 * @throws RefusedRequest if the header that `options` name came more than once, or holds no timeout.
 */
export function timeoutOf(fields: readonly Field[], options: DeadlineOptions): number {
  const { timeout = Number.POSITIVE_INFINITY, header, max = Number.POSITIVE_INFINITY } = options;
  const asked = header === undefined ? undefined : askedIn(fields, header.toLowerCase());
  return Math.min(asked ?? timeout, max);
}

function askedIn(fields: readonly Field[], header: string): number | undefined {
  const [first, ...more] = fields.filter(([name]) => name === header);
  if (first === undefined) return undefined;
  const [, text] = first;
  if (more.length > 0) throw invalid(header);
  if (/^\d{1,15}$/.test(text)) return Number(text);
  try {
    return decodeTimeout(text);
  } catch {
    throw invalid(header);
  }
}

function invalid(header: string): RefusedRequest {
  return new RefusedRequest(`invalid timeout header ${quote(header)}`);
}
