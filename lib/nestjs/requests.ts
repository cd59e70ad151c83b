import { Observable, Subject } from 'rxjs';
import { type HandledStream, listenersOf } from './convert';

// Nest from 10 on keeps the requests that come before a handler has returned, and loses them with the end of the stream if that
// comes first: a handler that awaits them, or stands behind a guard that takes its time, waits for ever, and a call that fails then
// ends the process. Nest 9 keeps none.

const most = 1000; // requests that wait while it is not known whether the handler will ask for them

type Listener = ReturnType<typeof listenersOf>[number];

/**
 * Has `listeners` called for an error of `call` such that it ends no process: Nest 11 throws after the end of the requests.
 */
function contained(call: HandledStream, listeners: readonly Listener[]): Listener {
  const all: Listener = (error) => {
    try {
      for (const listener of listeners) listener.call(call, error);
    } catch {
      // of requests that have no reader any more
    }
  };
  for (const listener of listeners) call.off('error', listener);
  call.on('error', all);
  return all;
}

/** The requests of the calls of one method. */
export class MethodRequests {
  private areTaken = false; // those of some call were asked for

  /** Calls `handle`, by which Nest listens to `call`, and keeps the requests from the first on, until they are asked for. */
  keep(call: HandledStream, handle: () => unknown): unknown {
    const before = listenersOf(call, 'error');
    const handled = handle();
    const ofNest = listenersOf(call, 'data');
    if (ofNest.length === 0) return handled; // a @GrpcStreamCall reads them itself
    const failed = listenersOf(call, 'error').filter((listener) => !before.includes(listener));
    this.keepFor(call, contained(call, failed), ofNest);
    return handled;
  }

  private keepFor(call: HandledStream, failed: Listener, ofNest: readonly Listener[]): void {
    const requests = new Requests(call, () => {
      if (!this.areTaken) kept.delete(call);
      return this.areTaken;
    });
    kept.set(call, () => {
      this.areTaken = true;
      call.off('error', failed);
      for (const listener of ofNest) call.off('data', listener);
      return requests;
    });
  }
}

const kept = new WeakMap<object, () => Requests>(); // Nest passes on nothing but the call

/** Returns the requests of `call`, of which the first that subscribes gets all; `undefined` if they were not kept. */
export function takeRequests(call: unknown): Observable<unknown> | undefined {
  return typeof call === 'object' && call !== null ? kept.get(call)?.().messages : undefined;
}

/** The requests of one call. */
class Requests {
  private readonly live = new Subject<unknown>();
  /** As Nest's own: all that subscribe in the turn of the first get all of them, and later ones what is still to come. */
  readonly messages = new Observable<unknown>((subscriber) => {
    if (this.waiting !== undefined && !this.isAskedFor) setImmediate(() => this.begin());
    this.isAskedFor = true;
    return this.live.subscribe(subscriber);
  });
  private isAskedFor = false;
  private waiting: unknown[] | undefined = []; // until they were asked for, or it is known that they never will be
  private end: (() => void) | undefined; // of the requests, if it has come while they wait

  /** `areMany` is called when many wait, and reports whether more may. */
  constructor(call: HandledStream, areMany: () => boolean) {
    call.on('data', (message: unknown) => {
      if (this.waiting === undefined) return this.live.next(message);
      if (this.waiting.push(message) === most && !areMany()) this.waiting = undefined;
    });
    call.on('error', (error: unknown) => this.over(() => this.live.error(error)));
    call.on('end', () => this.over(() => this.live.complete()));
  }

  private begin(): void {
    const waiting = this.waiting ?? [];
    this.waiting = undefined;
    for (const message of waiting) this.live.next(message);
    this.end?.();
  }

  private over(end: () => void): void {
    if (this.waiting === undefined) end();
    else this.end ??= end;
  }
}
