import { types } from 'node:util';
import { type CancelFunc, type Context, run, withCancel } from '../../context';
import { isContext, kindOf, wrongType } from '../../context/internal';
import { applyTo, mustBeFunctions } from '../given-interceptors';
import type { StreamClientInterceptor, Streamer, UnaryClientInterceptor, UnaryInvoker } from '../interceptor';
import { harmlessTraced } from '../rejection';
import { internal } from '../status';
import type { ClientStream } from '../stream';
import { type CallOption, isCallOption } from './call-option';
import { asClientError } from './client-error';
import { eachMessage } from './client-stream';
import { patient, patientStream } from './patience';

/**
 * Returns the interceptors as one. The first is the outermost: it sees a request first and a response last. Each runs in
 * the context that the one before it passed on. Without interceptors it is the call alone. What fails between them is the
 * error of a call, as its caller will see it. An interceptor that does not settle does not keep the call from ending with its
 * context: less than half a second after that.
 *
 * Ports grpc-go's `grpc.WithChainUnaryInterceptor`.
 *
 * @throws TypeError if an interceptor is not a function.
 */
export function chainUnaryClient(...interceptors: UnaryClientInterceptor[]): UnaryClientInterceptor {
  mustBeFunctions('chainUnaryClient', interceptors);
  if (interceptors.length === 0) return (ctx, method, req, invoker, opts) => invoker(ctx, method, req, opts);
  return (ctx, method, req, invoker, opts, cc) => {
    const call: UnaryInvoker = (ctx, method, req, opts) =>
      run(ctx, invoker, ctx, method, req, passedOn('invoker', ctx, method, opts));
    const chain = interceptors.reduceRight<UnaryInvoker>(
      (next, interceptor) => async (ctx, method, req, given) => {
        const following: UnaryInvoker = (...args) => harmlessTraced(next(...args));
        try {
          const opts = passedOn('invoker', ctx, method, given);
          return mustRespond(await run(ctx, applyTo, interceptor, ctx, method, req, following, opts, cc));
        } catch (error) {
          throw asClientError(method, error);
        }
      },
      call,
    );
    return patient(ctx, method, chain(ctx, method, req, opts));
  };
}

/**
 * Returns the options with which an interceptor goes on: none if it has left them out, which Go allows.
 *
 * @throws TypeError if it goes on with wrong arguments; `next` is what it calls.
 */
function passedOn(
  next: 'invoker' | 'streamer',
  ctx: Context,
  method: string,
  opts: readonly CallOption[] | undefined,
): readonly CallOption[] {
  if (!isContext(ctx)) throw wrongType(`grpc: ${next}: ctx`, 'a Context', ctx);
  if (typeof method !== 'string') throw wrongType(`grpc: ${next}: method`, 'a string', method);
  if (opts === undefined) return [];
  if (Array.isArray(opts) && opts.every(isCallOption)) return opts;
  throw wrongType(`grpc: ${next}: opts`, 'a list of options of a call', opts);
}

function mustRespond(response: unknown): unknown {
  if (response !== undefined && response !== null) return response;
  const remedy = '"return invoker(ctx, method, req, opts)"';
  throw internal(`grpc: a unary interceptor must return the response, as ${remedy} does: got ${response}`);
}

/**
 * Returns the interceptors as one. The first is the outermost. Each runs in the context that the one before it passed on.
 * Without interceptors it is the call alone. The stream that one returns holds all that it has itself, so that it can be
 * spread, whatever the interceptor returned.
 *
 * Ports grpc-go's `grpc.WithChainStreamInterceptor`.
 *
 * @throws TypeError if an interceptor is not a function.
 */
export function chainStreamClient(...interceptors: StreamClientInterceptor[]): StreamClientInterceptor {
  mustBeFunctions('chainStreamClient', interceptors);
  if (interceptors.length === 0)
    return (ctx, desc, method, streamer, opts) => streamer(ctx, desc, method, opts);
  return (ctx, desc, method, streamer, opts, cc) => {
    const [own, cancel] = withCancel(ctx); // ended when a loop over the interceptor's own stream is left
    const call: Streamer = (ctx, desc, method, opts) =>
      run(ctx, streamer, ctx, desc, method, passedOn('streamer', ctx, method, opts));
    const chain = interceptors.reduceRight<Streamer>(
      (next, interceptor) => async (ctx, desc, method, given) => {
        const following: Streamer = (...args) => harmlessTraced(next(...args));
        try {
          const opts = passedOn('streamer', ctx, method, given);
          const stream = await run(ctx, applyTo, interceptor, ctx, desc, method, following, opts, cc);
          return normalizeStream(stream, cancel);
        } catch (error) {
          throw asClientError(method, error);
        }
      },
      call,
    );
    const opened = chain(own, desc, method, opts).then((stream) => patientStream(own, method, stream));
    return patient(own, method, opened);
  };
}

const methods = ['send', 'closeSend', 'recv', 'header', 'trailer'] as const;

/**
 * Returns the stream that an interceptor returned, as an object that holds all that it has itself: so `{ ...stream, recv }`
 * is a stream too, where that of the interceptor is an object of a class. `cancel` ends the call when a loop over it is left.
 *
 * @throws ServerError with `INTERNAL` if it is not a stream; the text says what to return.
 */
function normalizeStream(returned: unknown, cancel: CancelFunc): ClientStream {
  if (!isStream(returned)) {
    throw internal(
      `grpc: a stream interceptor must return a ClientStream, as "return streamer(ctx, desc, method, opts)" does: got ${gotOf(returned)}`,
    );
  }
  if ([...methods, 'context', Symbol.asyncIterator].every((name) => Object.hasOwn(returned, name)))
    return returned;
  return {
    context: returned.context,
    send: (message) => returned.send(message),
    closeSend: () => returned.closeSend(),
    recv: () => returned.recv(),
    header: () => returned.header(),
    trailer: () => returned.trailer(),
    [Symbol.asyncIterator]() {
      return eachMessage(this, cancel);
    },
  };
}

function isStream(x: unknown): x is ClientStream {
  return lacking(x) === undefined;
}

/** Returns the name of what `x` lacks to be a stream, if anything. */
function lacking(x: unknown): string | undefined {
  if (typeof x !== 'object' || x === null || !('context' in x && isContext(x.context))) return 'context';
  const members: Partial<Record<string, unknown>> = x;
  return methods.find((name) => typeof members[name] !== 'function');
}

function gotOf(x: unknown): string {
  return typeof x !== 'object' || x === null || types.isPromise(x)
    ? kindOf(x)
    : `an object without ${lacking(x)}`;
}
