import { types } from 'node:util';
import type { Context } from '../context';
import { holdsOptions, isContext, kindOf } from '../context/internal';
import type { Policy } from '../forward';
import { quote } from '../metadata/internal';
import type { DeadlineOptions } from './deadline';
import type { HttpRequest, NodeResponse } from './request';

/** What a request over HTTP may bring into its context. Without options it brings nothing but its end and its peer. */
export interface HttpOptions {
  /**
   * How long the request has: a number of milliseconds, a time, or where to find what the client asks for. Without it the
   * context has no deadline.
   */
  readonly deadline?: number | Date | DeadlineOptions | undefined;
  /** Which headers become metadata, by their names in lower case. Without it none do. */
  readonly metadata?: Policy | undefined;
  /**
   * Reads headers as grpc-gateway does: `grpc-timeout` is the deadline, `grpc-metadata-k` the key `k`, HTTP's own headers
   * are keys that begin with `grpcgateway-`, `authorization` is passed on, `x-forwarded-for` and `x-forwarded-host` are set.
   * With `metadata`, that chooses among these keys.
   */
  readonly gateway?: boolean | undefined;
  /** The context to derive that of the request from; `background()` if it is left out. */
  readonly ctx?: Context | undefined;
}

/** Options of `httpContext`. */
export interface HttpContextOptions extends HttpOptions {
  /**
   * The response to the request. It has to be given for a request of `node:http` that waits for its turn behind others on its
   * connection (HTTP pipelining); that of other requests is found without it.
   */
  readonly response?: NodeResponse | undefined;
}

/**
 * Checks the arguments of the public function `name`.
 *
 * @throws TypeError if one has a wrong type, or an option is not known.
 * @throws RangeError if a number of milliseconds is not finite and above 0, or a time is invalid.
 */
export function check(name: string, request: HttpRequest, options: HttpContextOptions): void {
  if (!isRequest(request))
    throw wrong(name, 'request must be a request of Node or of the Fetch standard', request);
  checkOptions(name, options);
}

const known = new Map<string, (name: string, option: string, value: unknown) => void>([
  ['deadline', mustBeDeadline],
  ['metadata', mustBe('a policy', (value) => isObject(value) && 'apply' in value && 'explain' in value)],
  ['gateway', mustBe('a boolean', (value) => typeof value === 'boolean')],
  ['ctx', mustBe('a Context', isContext)],
  ['response', mustBe('a response of Node', (value) => isObject(value) && 'once' in value)],
]);

/** Checks the options of the public function `name`, as `check` does. */
export function checkOptions(name: string, options: object): void {
  if (!holdsOptions(options)) throw wrong(name, 'options must be an object', options);
  checkEach(name, 'options', options, known);
}

type Checks = ReadonlyMap<string, (name: string, option: string, value: unknown) => void>;

function checkEach(name: string, of: string, options: object, checks: Checks): void {
  for (const [option, value] of Object.entries(options)) {
    const checkOne = checks.get(option);
    if (checkOne === undefined)
      throw new TypeError(`http: ${name}: ${of} must be known ones: got ${quote(option)}`);
    if (value !== undefined) checkOne(name, `${of}.${option}`, value);
  }
}

const deadlines: Checks = new Map([
  ['timeout', mustBeDuration],
  ['header', mustBe('a string', (value) => typeof value === 'string' && value !== '')],
  ['max', mustBeDuration],
]);

function mustBeDeadline(name: string, option: string, value: unknown): void {
  if (types.isDate(value)) {
    if (!Number.isNaN(value.getTime())) return;
    throw new RangeError(`http: ${name}: ${option} must be a valid Date: got an invalid one`);
  }
  if (holdsOptions(value)) checkEach(name, option, value, deadlines);
  else mustBeDuration(name, option, value);
}

function mustBeDuration(name: string, option: string, ms: unknown): void {
  if (typeof ms !== 'number') throw wrong(name, `${option} must be a number of milliseconds`, ms);
  if (ms > 0 && ms < Number.POSITIVE_INFINITY) return;
  throw new RangeError(`http: ${name}: ${option} must be a finite number of milliseconds above 0: got ${ms}`);
}

function mustBe(what: string, is: (value: unknown) => boolean) {
  return (name: string, option: string, value: unknown): void => {
    if (!is(value)) throw wrong(name, `${option} must be ${what}`, value);
  };
}

function isRequest(request: unknown): boolean {
  return isObject(request) && ('rawHeaders' in request || ('headers' in request && 'signal' in request));
}

function isObject(x: unknown): x is object {
  return typeof x === 'object' && x !== null;
}

function wrong(name: string, what: string, got: unknown): TypeError {
  return new TypeError(`http: ${name}: ${what}: got ${kindOf(got)}`);
}
