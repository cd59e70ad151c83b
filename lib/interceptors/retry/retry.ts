import { Unimplemented } from '../../codes';
import { callContained, errorText, isError } from '../../context/internal';
import type { CallOption, OnFinishCallOption } from '../../grpc';
import { error } from '../../status';
import type { ClientInterceptor } from '../in-order';
import { retryingOf } from './call-option';
import { type RetryOptions, retrying } from './options';
import { retryUnary } from './retry-unary';
import { retryStream } from './retrying-stream';

/**
 * Returns a client interceptor that makes a call again if it fails with one of some codes: unary calls, and those with a
 * stream of responses. Nothing is retried without `max`; a call with a stream of requests then fails with `UNIMPLEMENTED`.
 *
 * Between two attempts it waits as long as `backoff` says. A call whose context has ended is never made again. A retry sends
 * its number under `x-retry-attempt`. `Header`, `Trailer` and `Peer` are filled with what the last attempt got, and
 * `OnFinish` is called once.
 *
 * A stream whose server has sent messages before it failed begins anew: they come again. Interceptors after this one see
 * each attempt.
 *
 * Ports go-grpc-middleware's `retry`.
 *
 * @throws TypeError or RangeError if an option has a value that it cannot have.
 */
export function retry(options: RetryOptions = {}): ClientInterceptor {
  const base = retrying('retry', options);
  return {
    async unary(ctx, method, req, invoker, opts) {
      const own = retryingOf(base, opts);
      if (own.max === 0) return invoker(ctx, method, req, opts);
      const { onFinish, rest } = split(opts);
      return finishing(onFinish, () => retryUnary(ctx, own, (ctx) => invoker(ctx, method, req, rest)));
    },
    async stream(ctx, desc, method, streamer, opts) {
      const own = retryingOf(base, opts);
      if (own.max === 0) return streamer(ctx, desc, method, opts);
      if (desc.clientStreams) throw error(Unimplemented, clientStreams);
      const { onFinish, rest } = split(opts);
      const ended = (error: unknown) => finish(onFinish, error);
      return retryStream(ctx, own, (ctx) => streamer(ctx, desc, method, rest), ended);
    },
  };
}

const clientStreams = 'grpc_retry: cannot retry on ClientStreams, set grpc_retry.Disable()'; // the original's text

/** Takes what is to be called at the end out of the options of a call, as each attempt has an end. */
function split(opts: readonly CallOption[]): { onFinish: OnFinishCallOption[]; rest: CallOption[] } {
  const onFinish: OnFinishCallOption[] = [];
  const rest: CallOption[] = [];
  for (const opt of opts) {
    if (opt.kind === 'onFinish') onFinish.push(opt);
    else rest.push(opt);
  }
  return { onFinish, rest };
}

async function finishing<T>(onFinish: readonly OnFinishCallOption[], call: () => Promise<T>): Promise<T> {
  let result: T;
  try {
    result = await call();
  } catch (error) {
    finish(onFinish, error);
    throw error;
  }
  finish(onFinish, undefined);
  return result;
}

function finish(onFinish: readonly OnFinishCallOption[], error: unknown): void {
  const told = error === undefined || isError(error) ? error : new Error(errorText(error));
  for (const { f } of onFinish) callContained('grpc: OnFinish', () => f(told));
}
