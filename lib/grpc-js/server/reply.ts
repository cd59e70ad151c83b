import type { Metadata, sendUnaryData } from '@grpc/grpc-js';
import { statusOf } from '../../grpc';
import { internal } from '../../grpc/internal';

type Callback = sendUnaryData<unknown>;
type Failure = NonNullable<Parameters<Callback>[0]>;

/** The reply to a call with one response, and the trailer and flags that came with it from the handler. */
export class Reply {
  private trailer: Metadata | undefined;
  private flags: number | undefined;

  /** Returns the response that a handler calls back with; fails with what it calls back with, throws, or rejects with. */
  asked(handle: (callback: Callback) => unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const returned = handle((error, response, trailer, flags) => {
        this.trailer = trailer;
        this.flags = flags;
        if (error) reject(error);
        else resolve(response);
      });
      if (returned instanceof Promise) returned.catch(reject);
    });
  }

  /** Calls back to grpc-js with what came of the call. */
  give(handled: Promise<unknown>, callback: Callback): void {
    handled.then(
      (response) => {
        if (response === undefined || response === null) callback(noResponse(), null, this.trailer);
        else callback(null, response, this.trailer, this.flags);
      },
      (error: unknown) => callback(failureOf(error), null, this.trailer),
    );
  }
}

function noResponse(): Failure {
  return internal('cardinality violation: received no response message from non-server-streaming RPC');
}

/** Returns `error` as grpc-js makes a status of it: that which it stands for if it is one of this library's or Go's. */
export function failureOf(error: unknown): Failure {
  const status = statusOf(error);
  if (status !== undefined) return { code: status.code, details: status.details };
  return typeof error === 'object' && error !== null ? error : new Error(String(error));
}
