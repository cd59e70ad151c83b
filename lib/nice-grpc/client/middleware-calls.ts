import type { ClientMiddleware, MethodDescriptor } from 'nice-grpc-common';
import { type Context, run, withSignal } from '../../context';
import { asClientError, patient } from '../../grpc/internal';
import { contextError } from '../../status/internal';
import type { NiceOptions } from './call-options';
import { middlewareCall } from './convert';
import type { CallSingle, CallStream } from './response';

type Messages = AsyncIterator<unknown, unknown, undefined>;
type Result = IteratorResult<unknown, unknown>;

/** Returns a function that makes calls with one response through `middleware`. */
export function singleThrough(
  middleware: ClientMiddleware,
  method: MethodDescriptor,
  calls: CallSingle,
): CallSingle {
  const kind = method.requestStream ? 'client streaming' : 'unary';
  return async (request, options, caller) => {
    // biome-ignore lint/correctness/useYield: it returns the one message, as nice-grpc's does
    const next = async function* (request: unknown, options: NiceOptions) {
      return await calls(request, options, caller);
    };
    try {
      const messages = middleware(middlewareCall(method, request, next), withContextSignal(options, caller));
      const message = run(caller, onlyMessage, messages[Symbol.asyncIterator](), kind);
      return await patient(options.ctx ?? caller, method.path, message);
    } catch (error) {
      throw endOfContext(error, method, options, caller);
    }
  };
}

/** Returns the one message that a middleware returns; whatever else it does fails with nice-grpc's texts. */
async function onlyMessage(messages: Messages, kind: string): Promise<unknown> {
  let result = await messages.next();
  for (;;) {
    const isMissing = result.value === undefined || result.value === null;
    if (result.done && !isMissing) return result.value;
    const text = result.done
      ? 'A middleware returned void, but expected to return a message'
      : 'A middleware yielded a message, but expected to only return a message';
    result = await fail(messages, `${text} for ${kind} method`);
  }
}

/** Returns a function that makes calls with a stream of responses through `middleware`. */
export function streamThrough(
  middleware: ClientMiddleware,
  method: MethodDescriptor,
  calls: CallStream,
): CallStream {
  const kind = method.requestStream ? 'bidirectional' : 'server';
  return (request, options, caller) => {
    const next = (request: unknown, options: NiceOptions) => calls(request, options, caller);
    const made = middleware(middlewareCall(method, request, next), withContextSignal(options, caller));
    const messages: Messages = made[Symbol.asyncIterator]();

    const step = async (step: () => Promise<Result> | undefined): Promise<Result> => {
      try {
        const stepped = run(caller, async () => step());
        const result = (await patient(options.ctx ?? caller, method.path, stepped)) ?? end;
        if (!result.done || result.value === undefined || result.value === null) return result;
        return await fail(
          messages,
          `A middleware returned a message, but expected to return void for ${kind} streaming method`,
        );
      } catch (error) {
        throw endOfContext(error, method, options, caller);
      }
    };
    return {
      next: () => step(() => messages.next()),
      return: () => step(() => messages.return?.(undefined)),
      throw: (error) => step(() => messages.throw?.(error)),
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  };
}

const end: Result = { done: true, value: undefined };

/** Throws `error` into a middleware that did something wrong. Returns what it does about it. */
async function fail(messages: Messages, text: string): Promise<Result> {
  const error = new Error(text);
  if (messages.throw === undefined) throw error;
  return messages.throw(error);
}

/** Returns `options` with a signal that also aborts when the context of the call ends: middleware knows no other end. */
function withContextSignal(options: NiceOptions, caller: Context): NiceOptions {
  const { ctx = caller, signal } = options;
  return { ...options, signal: signal === undefined ? ctx.signal : withSignal(ctx, signal).signal };
}

/** Returns the error of a call. A middleware that was aborted since the context ended tells of the signal alone. */
function endOfContext(
  error: unknown,
  { path }: MethodDescriptor,
  { ctx, signal }: NiceOptions,
  caller: Context,
): unknown {
  const isAbort = ['AbortError', 'TimeoutError'].includes(String(Reflect.get(Object(error), 'name')));
  const status = isAbort && signal?.aborted !== true ? contextError((ctx ?? caller).err()) : undefined;
  return status === undefined ? error : asClientError(path, status);
}
