import type { Context } from '../../context';
import { type CancelState, cancelStateOf, type Subscriber } from '../../context/internal';
import { contextError } from '../../status/internal';
import { harmless } from '../rejection';
import type { ClientStream } from '../stream';
import { asClientError } from './client-error';

/**
 * How long an interceptor may go on after the end of its call's context, in milliseconds: to look at the error of the call that
 * it has made, tell a log of it, or answer from a cache.
 */
const grace = 250;

/**
 * Returns a promise that settles as `promise` does, an interceptor's, but rejects some time after the end of `ctx`: with the
 * status of that, as the error of a call of `method`. What `promise` comes to later is ignored. The process stays alive until the
 * deadline, as nothing else may keep it.
 */
export function patient<T>(ctx: Context, method: string, promise: Promise<T>): Promise<T> {
  const state = cancelStateOf(ctx);
  return state.isEndless ? promise : withPatience(state, method, promise);
}

async function withPatience<T>(state: CancelState, method: string, promise: Promise<T>): Promise<T> {
  const waiting = new Waiting(state, method);
  // Not `race`, nor a second `then` on one promise: the stack of an error would end here.
  const [value] = await Promise.all([settled(promise, waiting), waiting.promise]);
  return value;
}

async function settled<T>(promise: Promise<T>, waiting: Waiting): Promise<T> {
  try {
    return await promise;
  } finally {
    waiting.leave();
  }
}

/** Returns `stream`, an interceptor's, none of whose promises outlives `ctx` for long. */
export function patientStream(ctx: Context, method: string, stream: ClientStream): ClientStream {
  if (cancelStateOf(ctx).isEndless) return stream;
  return {
    ...stream,
    send: (message) => harmless(patient(ctx, method, stream.send(message))),
    recv: () => patient(ctx, method, stream.recv()),
    header: () => patient(ctx, method, stream.header()),
  };
}

/** Waits for an interceptor until `state` has ended for a while. */
class Waiting implements Subscriber {
  /** Resolves when the interceptor has settled, rejects when it has not in time. */
  readonly promise: Promise<void>;
  private readonly state: CancelState;
  private readonly method: string;
  private resolve: () => void = () => {};
  private reject: (error: unknown) => void = () => {};
  private timer: NodeJS.Timeout | undefined; // once it has ended
  private stopClock: (() => void) | undefined; // while there is a deadline to come

  constructor(state: CancelState, method: string) {
    this.state = state;
    this.method = method;
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    if (state.cancellation() === undefined) this.subscribe();
    else this.onEnd();
  }

  onEnd(): void {
    this.timer = setTimeout(() => {
      this.reject(asClientError(this.method, contextError(this.state.err())));
    }, grace);
  }

  leave(): void {
    this.resolve();
    this.stopClock?.();
    if (this.timer === undefined) this.state.unsubscribe(this);
    else clearTimeout(this.timer);
  }

  private subscribe(): void {
    const { state } = this;
    state.subscribeWithoutTimer(this);
    const remaining = state.remaining();
    if (remaining === Number.POSITIVE_INFINITY) return;
    const { clock } = state;
    this.stopClock = clock.at(clock.now() + remaining, () => void state.cancellation(), true);
  }
}
