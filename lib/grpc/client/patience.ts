import { background, type Context, run } from '../../context';
import { type CancelState, cancelStateOf } from '../../context/internal';
import { contextError } from '../../status/internal';
import { harmless, harmlessTraced } from '../rejection';
import type { ClientStream } from '../stream';
import { asClientError } from './client-error';

/**
 * How long an interceptor may go on after the end of its call's context, in milliseconds: to look at the error of the call that
 * it has made, tell a log of it, or answer from a cache. Ends are looked for so often, and at the third look it is too late.
 */
const grace = 125;

/**
 * Returns a promise that settles as `promise` does, an interceptor's, but rejects some time after the end of `ctx`: with the
 * status of that, as the error of a call of `method`. What `promise` comes to later is ignored. The process stays alive until the
 * deadline, as nothing else may keep it.
 */
export async function patient<T>(ctx: Context, method: string, promise: Promise<T>): Promise<T> {
  const state = cancelStateOf(ctx);
  if (state.isEndless) return await promise;
  const waiting = new Waiting(state, method);
  // Not `race`, nor a second `then` on one promise: the stack of an error would end here.
  const [value] = await Promise.all([settled(promise, waiting), waiting.promise]);
  return value;
}

async function settled<T>(promise: Promise<T>, waiting: Waiting): Promise<T> {
  try {
    return await promise;
  } finally {
    waiting.resolve();
    waitings.delete(waiting);
    if (waitings.size === 0) timer?.unref?.(); // nothing keeps the process alive for it
  }
}

/** Returns `stream`, an interceptor's, none of whose promises outlives `ctx` for long. */
export function patientStream(ctx: Context, method: string, stream: ClientStream): ClientStream {
  if (cancelStateOf(ctx).isEndless) return stream;
  return {
    ...stream,
    send: (message) => harmless(patient(ctx, method, stream.send(message))),
    recv: () => harmlessTraced(patient(ctx, method, stream.recv())),
    header: () => harmlessTraced(patient(ctx, method, stream.header())),
  };
}

/** An interceptor that is waited for. */
class Waiting {
  /** Resolves when the interceptor has settled, rejects when it has not in time. */
  readonly promise: Promise<void>;
  private readonly state: CancelState;
  private readonly method: string;
  resolve: () => void = () => {};
  private reject: (error: unknown) => void = () => {};
  private looks = 0; // since the context has ended

  constructor(state: CancelState, method: string) {
    this.state = state;
    this.method = method;
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    waitings.add(this);
    if (timer === undefined || made !== setInterval) startLooking();
    else if (waitings.size === 1) timer.ref?.();
  }

  look(): void {
    const end = this.state.cancellation();
    if (end === undefined || this.looks++ < 2) return;
    waitings.delete(this);
    this.reject(asClientError(this.method, contextError(end.err)));
  }
}

// One timer looks after all: with a timer of its own and a subscription to the context a wait takes 7 us, where it takes 1 (Node 20).
const waitings = new Set<Waiting>();
let timer: NodeJS.Timeout | undefined; // while anything is waited for, and a little longer
let stop: (() => void) | undefined; // ends it
let made: typeof setInterval | undefined; // which has made it: a test may replace it, and forget what it has made

/** Its own function: `stop` holds all that its scope has, which must be nothing of a call. */
function startLooking(): void {
  stop?.();
  const clear = clearInterval;
  made = setInterval;
  const own = run(background(), made, lookAtAll, grace);
  timer = own;
  stop = () => clear(own);
}

function lookAtAll(): void {
  if (waitings.size === 0) {
    stop?.();
    timer = undefined;
  }
  for (const waiting of waitings) waiting.look();
}
