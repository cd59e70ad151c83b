import type { Writable } from 'node:stream';
import { Canceled } from '../../context';
import { fromContextError } from '../../grpc';
import { done, harmless, rejected } from '../../grpc/internal';
import type { HandlerCall } from './handler-call';

/** Sends the responses of a call. */
export class ResponseSender {
  private readonly call: HandlerCall;
  private readonly responses: Writable;
  private room: Promise<void> | undefined; // while there is none

  constructor(call: HandlerCall, responses: Writable) {
    this.call = call;
    this.responses = responses;
  }

  /** Sends a message. The promise settles when there is room for the next; while there is, all get the same one. */
  readonly send = (message: unknown): Promise<void> => {
    const error = fromContextError(this.call.incoming.ctx.err());
    if (error !== undefined) return rejected(error);
    this.call.beforeMessage();
    if (this.responses.write(message)) return done;
    this.room ??= this.untilDrained();
    return this.room;
  };

  private untilDrained(): Promise<void> {
    const { responses } = this;
    return harmless(
      new Promise((resolve, reject) => {
        const drained = () => {
          responses.off('close', closed);
          this.room = undefined;
          resolve();
        };
        const closed = () => {
          responses.off('drain', drained);
          reject(fromContextError(this.call.incoming.ctx.err() ?? Canceled));
        };
        responses.once('drain', drained);
        responses.once('close', closed);
      }),
    );
  }
}
