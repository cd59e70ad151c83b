import type { Metadata, sendUnaryData } from '@grpc/grpc-js';
import type { Context } from '../../context';
import { safely } from '../../context/internal';
import { setTrailer } from '../../grpc';
import { statusOf } from '../../status/internal';
import { fromMetadata, isMetadata } from '../convert';
import { isReceived } from '../received-metadata';
import type { Failure } from './answer';
import type { InterceptedCall } from './intercepted-call';
import { toldStatus, unknownError } from './status';

type Callback = sendUnaryData<unknown>;

/** The outcome of one call of a grpc-js handler behind interceptors: they see its response or error alone. */
export class HandlerReply {
  private trailer: unknown;
  private flags: number | undefined;
  private told: unknown; // the error that the handler told, if it did

  /** Returns the response that a handler calls back with; fails with what it calls back with, throws, or rejects with. */
  single(handle: (answer: Callback) => unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      let isAnswered = false;
      const answer: Callback = (error, response, trailer, flags) => {
        if (isAnswered) return;
        isAnswered = true;
        this.trailer = trailer ?? metadataOf(error);
        this.flags = flags;
        this.told = error;
        if (error) reject(error);
        else resolve(response);
      };
      const returned: unknown = handle(answer);
      if (returned instanceof Promise) returned.catch(reject);
    });
  }

  /** Waits until a handler has ended the responses of `call`; fails if it ends the call otherwise, throws, or rejects. */
  async stream(call: InterceptedCall, handle: () => unknown): Promise<void> {
    call.once('error', (error) => {
      this.told = error;
      this.trailer = metadataOf(error);
    });
    const returned: unknown = handle();
    await (returned instanceof Promise
      ? Promise.race([call.ended, returned.then(() => call.ended)])
      : call.ended);
    this.trailer = call.trailer;
  }

  /** Adds the trailer that the handler gave to what was set, unless the call has ended. */
  keepTrailer(ctx: Context): void {
    if (isMetadata(this.trailer) && ctx.err() === undefined) setTrailer(ctx, fromMetadata(this.trailer));
  }

  /** Returns `answer`, which passes on the flags that the handler gave. */
  answering(answer: Callback): Callback {
    return (error, response, trailer) => answer(error, response, trailer, this.flags);
  }

  /**
   * Returns the status of a call that failed with `error`. Of an error that the handler told it is what grpc-js makes of
   * it; what was thrown by accident is not disclosed.
   */
  readonly failureOf = (path: string, error: unknown): Failure => {
    const status = statusOf(error);
    if (status !== undefined) return status;
    const told = error === this.told ? toldStatus(error) : undefined;
    return told ?? unknownError(path, error);
  };
}

function metadataOf(error: unknown): Metadata | undefined {
  return safely(() => {
    const metadata = typeof error === 'object' && error !== null && 'metadata' in error && error.metadata;
    return isMetadata(metadata) && !isReceived(metadata) ? metadata : undefined;
  }, undefined);
}
