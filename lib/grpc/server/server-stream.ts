import type { Context } from '../../context';
import { isContext, wrongType } from '../../context/internal';
import { harmless } from '../rejection';
import { fromContextError, internal } from '../status';
import type { ServerStream } from '../stream';
import { sendHeader, setHeader, setTrailer } from './header';
import { isIllegalWrite } from './response';

/** How an adapter receives the messages of a call and sends them. */
export interface ServerMessages<Request, Response>
  extends Pick<ServerStream<Request, Response>, 'recv' | 'send'> {
  /** Returns an iterator of what `recv` returns, if the adapter has a cheaper one. */
  iterate?(): AsyncIterator<Request, void>;
}

/** Returns the stream of the call whose context is `ctx`. It holds all that it has itself: it can be spread. */
export function serverStream<Request, Response>(
  ctx: Context,
  { recv, send, iterate }: ServerMessages<Request, Response>,
): ServerStream<Request, Response> {
  return {
    context: ctx,
    recv,
    send,
    setHeader: (md) => setHeader(ctx, md),
    sendHeader: (md) => sendHeader(ctx, md),
    setTrailer(md) {
      try {
        setTrailer(ctx, md);
      } catch (error) {
        if (!isIllegalWrite(error)) throw error; // grpc-go's stream ignores one that is too late
      }
    },
    [Symbol.asyncIterator]() {
      return iterate !== undefined && this.recv === recv ? iterate() : eachRequest(this);
    },
  };
}

type Streamed = Partial<ServerStream>;

/**
 * Returns what an interceptor passed on in place of `given` as a stream of its own: whatever it is, a class around `given`, a
 * spread of one, or a chain of prototypes, what it lacks is that of `given`. A `send` that is not awaited is harmless.
 *
 * @throws TypeError if it is not an object, or has another context than a Context.
 */
export function passedOn(passed: Streamed, given: ServerStream): ServerStream {
  if (passed === given) return given;
  if (typeof passed !== 'object' || passed === null) {
    throw wrongType('grpc: StreamHandler: stream', 'a ServerStream', passed);
  }
  if (passed.context !== undefined && !isContext(passed.context)) {
    throw wrongType('grpc: StreamHandler: context', 'a Context', passed.context);
  }
  const source = <Name extends keyof ServerStream>(name: Name): Pick<ServerStream, Name> =>
    has(passed, name) ? passed : given;
  const recv = () => source('recv').recv();
  return {
    context: passed.context ?? given.context,
    recv,
    send: (message) => harmless(asPromise(source('send').send(message))),
    setHeader: (md) => source('setHeader').setHeader(md),
    sendHeader: (md) => source('sendHeader').sendHeader(md),
    setTrailer: (md) => source('setTrailer').setTrailer(md),
    [Symbol.asyncIterator]() {
      if (this.recv !== recv || !has(passed, Symbol.asyncIterator)) return eachRequest(this);
      return passed[Symbol.asyncIterator]();
    },
  };
}

function has<Name extends keyof ServerStream>(
  stream: Streamed,
  name: Name,
): stream is Streamed & Pick<ServerStream, Name> {
  return typeof stream[name] === 'function';
}

async function asPromise(result: Promise<void>): Promise<void> {
  await result; // of a `send` that is not an async function
}

/**
 * Receives the requests that `requests` has, of the call whose context is `ctx`. Once that has ended no request follows,
 * and how it ended is thrown: a runtime may say nothing of it.
 */
export function receiving<Request>(
  ctx: Context,
  requests: AsyncIterator<Request>,
): Pick<ServerStream<Request>, 'recv'> {
  return {
    async recv() {
      try {
        const { done, value } = await requests.next();
        if (!done) return value;
      } catch (error) {
        throw fromContextError(ctx.err()) ?? error;
      }
      const end = fromContextError(ctx.err());
      if (end !== undefined) throw end;
      return undefined;
    },
  };
}

/** Returns the requests that `stream` receives, whatever it does to be iterated itself. */
export async function* eachRequest<Request>(
  stream: Pick<ServerStream<Request>, 'recv'>,
): AsyncGenerator<Request, void> {
  for (let next = await stream.recv(); next !== undefined; next = await stream.recv()) yield next;
}

/** Returns the one request of a call that has one. */
export async function onlyRequest(stream: ServerStream): Promise<unknown> {
  const request = await stream.recv();
  if (request !== undefined) return request;
  throw internal('cardinality violation: received no request message from non-client-streaming RPC');
}
