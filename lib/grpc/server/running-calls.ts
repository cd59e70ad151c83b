import type { ServerError } from 'nice-grpc-common';

/** A call that is being handled. */
export interface RunningCall {
  /** The full method name: `/package.Service/Method`. */
  readonly method: string;
  /** Ends the call: its client gets `status`, which is the cause with which its context ends. */
  abort(status: ServerError): void;
}

// A user hands the server itself to `drain`, and grpc-js's has no place for what is ours. The number is the version of what is kept.
const place: unique symbol = Symbol.for('mdctx.running-calls.1');

/** The calls that one server is handling, which are ended when it is stopped. */
export class RunningCalls extends Set<RunningCall> {
  /** Ends all calls with `status`, or those alone whose method `which` accepts. */
  abort(status: ServerError, which: (method: string) => boolean = () => true): void {
    for (const call of [...this]) if (which(call.method)) call.abort(status);
  }
}

/** What `runningCallsOf` returns. */
export type Abortable = Pick<RunningCalls, 'abort'>;

/** Where a call is added when it starts, and deleted when it ends. */
export type CallRegister = Pick<RunningCalls, 'add' | 'delete'>;

/** Returns the calls of `owner`, a server on which others may serve calls too; they are attached to it if none were. */
export function callRegisterOf(owner: object): CallRegister {
  const attached = runningCallsOf(owner);
  if (attached !== undefined && isRegister(attached)) return attached;
  const calls = new RunningCalls();
  attachCalls(owner, calls);
  return calls;
}

/** Reports it by the methods, as it may be of another copy of this library. */
function isRegister(calls: Abortable): calls is RunningCalls {
  return 'add' in calls && 'delete' in calls;
}

/** Returns `owner`, in which `runningCallsOf` finds `calls` from now on. It is not shown when `owner` is printed. */
export function attachCalls<T extends object>(owner: T, calls: Abortable | undefined): T {
  return Object.defineProperty(owner, place, { value: calls });
}

/** Returns the calls that were attached to `owner`, a server or an interceptor; `undefined` if none were. */
export function runningCallsOf(owner: object): Abortable | undefined {
  const calls = place in owner ? owner[place] : undefined;
  return isAbortable(calls) ? calls : undefined;
}

/** Reports it by the method, as it may be of another copy of this library. */
function isAbortable(x: unknown): x is Abortable {
  return typeof x === 'object' && x !== null && 'abort' in x && typeof x.abort === 'function';
}
