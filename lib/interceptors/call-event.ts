import { Status } from 'nice-grpc-common';
import type { Context } from '../context';
import { clockKey } from '../context/internal';
import { statusOf } from '../grpc';
import type { Peer } from '../peer';
import type { Kind } from './call-meta';

/** What there is to say when a call starts. */
export interface StartEvent {
  readonly event: 'start';
  readonly side: 'server' | 'client';
  /** `/package.Service/Method` */
  readonly fullMethod: string;
  readonly kind: Kind;
  /** The address of the other side. `undefined` if it is not known, as it is not when a client starts a call. */
  readonly peer: string | undefined;
}

/** What there is to say when a call has ended. */
export interface FinishEvent extends Omit<StartEvent, 'event'> {
  readonly event: 'finish';
  readonly code: Status;
  /** How long the call took, in milliseconds. */
  readonly ms: number;
}

/** What `logging` tells. It has nothing of the metadata, the messages or the text of an error. */
export type CallEvent = StartEvent | FinishEvent;

/** Tells `log` that a call starts, and returns a function that tells it the end. */
export function begin(
  log: (event: CallEvent) => void,
  ctx: Context,
  call: Omit<StartEvent, 'event' | 'peer'>,
  peer: Peer | undefined,
): (code: Status) => void {
  const clock = ctx.value(clockKey);
  const now = clock === undefined ? () => performance.now() : () => clock.now();
  const started = now();
  log({ event: 'start', ...call, peer: peer?.addr?.toString() });
  return (code) => {
    log({ event: 'finish', ...call, peer: peer?.addr?.toString(), code, ms: now() - started });
  };
}

/** Returns the code of the status with which a call that threw `error` ends. */
export function codeOf(error: unknown): Status {
  return statusOf(error)?.code ?? Status.UNKNOWN;
}
