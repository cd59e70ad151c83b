import type { Context } from '../context';
import type { Peer } from '../peer';
import type { CallMeta } from './call-meta';

/** The call that a reporter is for. Ports go-grpc-middleware's `interceptors.CallMeta`. */
export interface ReportedCall extends CallMeta {
  readonly side: 'server' | 'client';
  /** The other side, as far as it is known: that of a client call is filled when it is made. */
  readonly peer: Peer | undefined;
}

/** A failure: the error, which may be anything. */
export interface Failure {
  readonly error: unknown;
}

/**
 * Called with what happens in one call, and how many milliseconds it took. What its functions throw is a warning of the
 * process and changes nothing of the call.
 *
 * Ports go-grpc-middleware's `interceptors.Reporter`.
 */
export interface Reporter {
  /** The call has ended. */
  postCall?(failure: Failure | undefined, ms: number): void;
  /** A message was sent, or could not be. */
  postMsgSend?(message: unknown, failure: Failure | undefined, ms: number): void;
  /** A message was received, or the call has failed. The end of a stream is not reported. */
  postMsgReceive?(message: unknown, failure: Failure | undefined, ms: number): void;
}

/**
 * Returns the reporter of a call, and the context to go on with. What it throws is a warning of the process, and that call
 * is not reported.
 *
 * Ports go-grpc-middleware's `interceptors.ServerReportable` and `ClientReportable`.
 */
export type Reportable = (ctx: Context, call: ReportedCall) => readonly [reporter: Reporter, ctx: Context];
