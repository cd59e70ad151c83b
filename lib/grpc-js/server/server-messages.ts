import type { ServerDuplexStream, ServerReadableStream, ServerWritableStream } from '@grpc/grpc-js';
import { afterFunc, type Context } from '../../context';
import { fromContextError } from '../../grpc';
import type { ServerMessages } from '../../grpc/internal';

/** A streaming call as grpc-js gives it to a handler, whatever streams it has. */
export type ServerCallOf = Reading | Writing;

type Reading = ServerReadableStream<unknown, unknown> | ServerDuplexStream<unknown, unknown>;
type Writing = ServerWritableStream<unknown, unknown> | ServerDuplexStream<unknown, unknown>;

export function isReading(call: ServerCallOf): call is Reading {
  return 'iterator' in call;
}

export function isWriting(call: ServerCallOf): call is Writing {
  return 'write' in call;
}

/** Returns the requests of `call`. grpc-js answers nothing on a stream that is destroyed, as a loop over it does. */
export function requestsOf(call: Reading): AsyncIterator<unknown> {
  return call.iterator({ destroyOnReturn: false });
}

/** Receives the one request of a call. */
export function receivingOne(request: unknown): Pick<ServerMessages<unknown, unknown>, 'recv'> {
  let left: unknown = request;
  return {
    async recv() {
      const message = left;
      left = undefined;
      return message;
    },
  };
}

/** Sends responses on `call`, whose context is `ctx`, until that ends. */
export function sending(ctx: Context, call: Writing): Pick<ServerMessages<unknown, unknown>, 'send'> {
  return {
    send: (message) =>
      new Promise((resolve, reject) => {
        const stop = afterFunc(ctx, () => reject(fromContextError(ctx.err())));
        if (ctx.err() !== undefined) return;
        call.write(message, (error?: Error | null) => {
          stop();
          if (error) reject(fromContextError(ctx.err()) ?? error);
          else resolve();
        });
      }),
  };
}
