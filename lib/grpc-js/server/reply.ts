import { Metadata, type sendUnaryData } from '@grpc/grpc-js';
import { internal } from '../../grpc/internal';
import { detailsKey, statusOf } from '../../status/internal';

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
      (error: unknown) => callback(failureOf(error), null, withDetails(this.trailer, error)),
    );
  }
}

function noResponse(): Failure {
  return internal('cardinality violation: received no response message from non-server-streaming RPC');
}

/** Returns `error` as grpc-js makes a status of it: that which it stands for if it is one of this library's or Go's. */
export function failureOf(error: unknown): Failure {
  const status = statusOf(error);
  if (status !== undefined) {
    const metadata = withDetails(undefined, error);
    return { code: status.code, details: status.details, ...(metadata && { metadata }) };
  }
  return typeof error === 'object' && error !== null ? error : new Error(String(error));
}

/** Returns `trailer` with the details of `error`, if it has any. */
function withDetails(trailer: Metadata | undefined, error: unknown): Metadata | undefined {
  const bin = statusOf(error)?.detailsBin;
  if (bin === undefined) return trailer;
  const metadata = trailer?.clone() ?? new Metadata();
  metadata.set(detailsKey, Buffer.from(bin));
  return metadata;
}
