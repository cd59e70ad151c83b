import type { EventEmitter } from 'node:events';
import type { Writable } from 'node:stream';
import { ServerError, Status } from 'nice-grpc-common';
import { errorTrace } from '../../context/internal';
import type { IncomingCall } from '../../grpc/internal';
import { toldStatus } from './status';

/**
 * Has what a listener of `call` throws fail the call, by `fail`, once: Node emits some events where nothing would catch it,
 * and the process would end.
 */
export function containListeners(call: Pick<EventEmitter, 'emit'>, fail: (error: unknown) => void): void {
  const { emit } = call;
  let hasFailed = false;
  call.emit = (...args): boolean => {
    try {
      return emit.apply(call, args);
    } catch (error) {
      if (hasFailed)
        process.emitWarning(`grpc-js: a listener of a call that has failed: ${errorTrace(error)}`);
      else {
        hasFailed = true;
        fail(error);
      }
      return true;
    }
  };
}

/**
 * Ends a call whose stream of responses closes before its end: a handler has destroyed it, or written after the end, and grpc-js
 * would answer nothing.
 */
export function endWhenClosed(responses: Writable, incoming: IncomingCall): void {
  responses.once('close', () => {
    if (incoming.isClosed || responses.writableFinished) return;
    const { code, details } = toldStatus(incoming.failure) ?? gaveUp;
    incoming.giveUp(new ServerError(code, details));
  });
}

const gaveUp = { code: Status.CANCELLED, details: 'context canceled' };
