import type { CallOptions } from '@connectrpc/connect';
import { type CancelFunc, type Context, current, withCancel, withSignal, withTimeout } from '../../context';
import { wrongType } from '../../context/internal';
import { internal, responseOptions } from '../../grpc/internal';
import { fromOutgoingContext, type MD } from '../../metadata';
import { validateSent } from '../../wire/internal';
import { errorOfEnd, outgoingError } from '../error';
import { type CallSettings, ClientCall } from './client-call';
import { RequestFields } from './request-fields';

/** How a transport measures the time of its calls. */
export interface Timing {
  /** Whether the time that is left is sent when a stream is opened, so that Connect need not know. */
  readonly isSentByStream?: boolean;
  /** The timeout of calls that are given none. */
  readonly defaultTimeoutMs?: number | undefined;
}

const longestTimeout = 99_999_999; // in milliseconds: gRPC allows eight digits

/** `host` carries the authority, for which HTTP/1.1 has no other field, and Node's servers accept one value of `expect`. */
const notSent = ['host', 'expect'];

/**
 * Begins a call, with the outgoing metadata, the deadline and the end of its context.
 *
 * @throws ConnectError if the call is refused: its context has ended, or its metadata cannot be sent.
 */
export function beginCall(
  options: Pick<CallOptions, 'headers' | 'signal' | 'timeoutMs'> & CallSettings,
  timing: Timing,
): ClientCall {
  const caller = current();
  const { ctx = caller, headers, signal, timeoutMs = timing.defaultTimeoutMs } = options;
  responseOptions('connect', options); // looks at them
  if (timeoutMs !== undefined && (typeof timeoutMs !== 'number' || Number.isNaN(timeoutMs)))
    throw wrongType('connect: timeoutMs', 'a number of milliseconds', timeoutMs);
  const outgoing = fromOutgoingContext(ctx);
  const refusal = refusalFor(ctx, outgoing);
  if (refusal !== undefined) throw refusal;
  for (const name of notSent) outgoing?.delete(name);
  const [timed, cancel] = withLimit(ctx, timeoutMs);
  const end = timed === ctx ? undefined : errorOfEnd(timed);
  if (end !== undefined) throw end;
  const own = signal === undefined ? timed : withSignal(timed, signal);
  const left = timing.isSentByStream ? 0 : timeLeft(own);
  const call = new ClientCall({
    ctx: own,
    timed,
    caller,
    settings: options,
    fields: new RequestFields(outgoing, headers),
    timeoutMs: left,
    isWatched: timing.isSentByStream === true,
    cancel,
  });
  return call;
}

/** Returns why a call in `ctx` is refused: it has ended, or its outgoing metadata cannot be sent; `undefined` if it is not. */
export function refusalOf(ctx: Context): unknown {
  return refusalFor(ctx, fromOutgoingContext(ctx));
}

function refusalFor(ctx: Context, outgoing: MD | undefined): unknown {
  const fault = outgoing && validateSent(outgoing);
  return fault === undefined ? errorOfEnd(ctx) : outgoingError(internal(fault));
}

/** Returns a context derived from `ctx` that can be ended, and has a timeout; 0 or less stands for none, as in Connect. */
export function withLimit(ctx: Context, timeoutMs: number | undefined): [Context, CancelFunc] {
  return timeoutMs !== undefined && timeoutMs > 0 ? withTimeout(ctx, timeoutMs) : withCancel(ctx);
}

/** Returns the milliseconds that `ctx` has, as Connect can send them; `undefined` if it has no deadline. */
function timeLeft({ deadline }: Context): number | undefined {
  if (deadline === undefined) return undefined;
  return Math.min(Math.max(Math.ceil(deadline.getTime() - Date.now()), 1), longestTimeout);
}
