import { InvalidArgument } from '../codes';
import type { Context } from '../context';
import { callContained, mustBeFlag } from '../context/internal';
import { convert, New } from '../status';
import { mustBeFunctions, mustBeOptions } from './check';
import { checkingRequests } from './checked-stream';
import type { ClientInterceptor, ServerInterceptor } from './in-order';

/** Options of `validator`. */
export interface ValidatorOptions {
  /** Whether to stop at the first thing that is wrong: `validate()` is called, and not `validateAll()`. */
  readonly failFast?: boolean | undefined;
  /** Called with the error of an invalid message, before the call fails. What it throws is a warning of the process. */
  readonly onValidationError?: ((ctx: Context, error: unknown) => void) | undefined;
}

/**
 * Returns a server interceptor that has each request validate itself, by its method `validateAll()` or, without that or with
 * `failFast`, by `validate(all)`; a request with neither passes. A request is invalid if the method throws, returns an error,
 * or returns a promise of one: then the call fails with `INVALID_ARGUMENT` and the message of that error. In a stream it is
 * `recv` that fails.
 *
 * Ports go-grpc-middleware's `validator`.
 *
 * @throws TypeError if an option has a value that it cannot have.
 */
export function validator(options: ValidatorOptions = {}): ServerInterceptor {
  const check = checker('validator', options);
  return checkingRequests(check);
}

/**
 * Returns a client interceptor that has the request of each unary call validate itself before it is sent: see `validator`.
 *
 * @throws TypeError if an option has a value that it cannot have.
 */
export function clientValidator(options: ValidatorOptions = {}): ClientInterceptor {
  const check = checker('clientValidator', options);
  return {
    async unary(ctx, method, req, invoker, opts) {
      await check(ctx, req);
      return invoker(ctx, method, req, opts);
    },
    stream: async (ctx, desc, method, streamer, opts) => streamer(ctx, desc, method, opts),
  };
}

function checker(name: string, options: ValidatorOptions): (ctx: Context, message: unknown) => Promise<void> {
  mustBeOptions(`${name}: options`, options, ['failFast', 'onValidationError']);
  mustBeFunctions(name, options, 'onValidationError');
  mustBeFlag(`interceptors: ${name}: failFast`, options.failFast);
  const { failFast = false, onValidationError } = options;
  return async (ctx, message) => {
    const fault = await validateSent(message, failFast);
    if (fault === undefined) return;
    const { error } = fault;
    if (onValidationError !== undefined)
      callContained(`interceptors: ${name}: onValidationError`, () => onValidationError(ctx, error));
    throw New(InvalidArgument, convert(error).message).err();
  };
}

/** Returns what is wrong with `message`, if anything. */
async function validateSent(
  message: unknown,
  failFast: boolean,
): Promise<{ readonly error: unknown } | undefined> {
  if (typeof message !== 'object' || message === null) return undefined;
  try {
    const result = await validated(message, failFast);
    return result instanceof Error ? { error: result } : undefined;
  } catch (error) {
    return { error };
  }
}

function validated(message: object, failFast: boolean): unknown {
  if (!failFast && 'validateAll' in message && typeof message.validateAll === 'function')
    return message.validateAll();
  if ('validate' in message && typeof message.validate === 'function') return message.validate(!failFast);
  return undefined;
}
