import { context, current, fromIncomingContext, type MD, peer, run, withValue } from 'mdctx';
import type { ServerMiddleware } from 'nice-grpc-common';

/** A call, as the service that it came to saw it. */
export interface Visit {
  hop: string;
  method: string;
  metadata: MD | undefined;
  /** What was left of the deadline when the call came, in milliseconds. */
  left: number | undefined;
  from: peer.Peer | undefined;
  began: number;
  /** The values of `note`, as they were read after the first `yield`. */
  afterYield: string[] | undefined;
  notes: Note[];
  /** How the call's context had ended when the handler was done; `undefined` if it had not. */
  err: Error | undefined;
}

/** What somebody noted in the course of a visit, and when. */
interface Note {
  at: number;
  text: string;
}

const visitKey = context.key<Visit>('visit');

/** Notes something in the visit to which the running code belongs. */
export function note(text: string): void {
  current().value(visitKey)?.notes.push({ at: performance.now(), text });
}

/** Keeps in the visit what incoming metadata the running code finds. */
export function look(): void {
  const visit = current().value(visitKey);
  if (visit !== undefined) visit.afterYield = fromIncomingContext()?.get('note');
}

/** Returns a middleware that tells `visits` of each call to `hop`, and lets the handler `note`. */
export function watched(hop: string, visits: Visits): ServerMiddleware {
  return async function* (call, callContext) {
    const visit = arrived(hop, call.method.path);
    const done = visits.add(visit);
    const ctx = withValue(visitKey, visit);
    run(ctx, note, 'is called');
    try {
      return yield* context.bindIterable(ctx, call.next(call.request, callContext));
    } finally {
      run(ctx, note, 'is done');
      visit.err = current().err();
      done();
    }
  };
}

function arrived(hop: string, method: string): Visit {
  const { deadline } = current();
  return {
    hop,
    method,
    metadata: fromIncomingContext(),
    left: deadline && deadline.getTime() - Date.now(),
    from: peer.fromContext(),
    began: performance.now(),
    afterYield: undefined,
    notes: [],
    err: undefined,
  };
}

/** The visits to all services since they were last taken. */
export class Visits {
  private list: Visit[] = [];
  private pending: Promise<void>[] = [];

  /** Adds a visit. Returns a function that says that it is over. */
  add(visit: Visit): () => void {
    this.list.push(visit);
    let done = () => {};
    this.pending.push(new Promise((resolve) => (done = resolve)));
    return () => done();
  }

  /** Takes the visits, as soon as all are over. */
  async take(): Promise<Visit[]> {
    const { list, pending } = this;
    this.list = [];
    this.pending = [];
    await Promise.all(pending);
    return list;
  }
}
