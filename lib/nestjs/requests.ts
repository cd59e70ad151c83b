import type { EventEmitter } from 'node:events';
import { Observable, Subject } from 'rxjs';

// Nest from 10 on keeps the requests that come before a handler has returned, and loses them with the end of the stream if that
// comes first: a handler that awaits them, or stands behind a guard that takes its time, waits for ever. Nest 9 keeps none.

const most = 1000; // requests that wait for a handler of which it is not known whether it will ask

/** The requests of the calls of one method. */
export class MethodRequests {
  private areTaken = false; // those of some call were asked for

  /** Keeps the requests of `call`, from the first on, until somebody asks for them. */
  keep(call: EventEmitter): void {
    const requests = new Requests(call, () => {
      if (!this.areTaken) kept.delete(call);
      return this.areTaken;
    });
    kept.set(call, { requests, take: () => (this.areTaken = true) });
  }
}

const kept = new WeakMap<object, { requests: Requests; take(): void }>(); // Nest hands on nothing but the call

/** Returns the requests of `call`, of which the first that subscribes gets all; `undefined` if they were not kept. */
export function takeRequests(call: unknown): Observable<unknown> | undefined {
  if (typeof call !== 'object' || call === null) return undefined;
  const found = kept.get(call);
  found?.take();
  return found?.requests.messages;
}

/** The requests of one call. */
class Requests {
  /** As Nest's own: all that subscribe in the turn of the first get all of them, and later ones what is still to come. */
  readonly messages = new Observable<unknown>((subscriber) => {
    if (this.waiting !== undefined && !this.isAskedFor) setImmediate(() => this.begin());
    this.isAskedFor = true;
    return this.live.subscribe(subscriber);
  });
  private readonly live = new Subject<unknown>();
  private isAskedFor = false;
  private waiting: unknown[] | undefined = []; // until somebody has asked, or it is known that nobody will
  private end: (() => void) | undefined; // of the requests, if it has come while they wait

  /** `areMany` is called when many wait, and reports whether more may. */
  constructor(call: EventEmitter, areMany: () => boolean) {
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
