import { ServerError, Status } from 'nice-grpc-common';
import type { Clock } from '../context/internal';
import type { Stopper } from './server';

/**
 * The state of a drain: `serving` until it begins, `not serving` while calls are accepted still, `stopping` while
 * those that run may end, `aborting` from when they are told to, `stopped`.
 */
export type DrainState = 'serving' | 'not serving' | 'stopping' | 'aborting' | 'stopped';

/** What a drain consists of. Times are in milliseconds by `clock`. */
export interface Plan {
  readonly stoppers: readonly Stopper[];
  readonly clock: Clock;
  readonly notServingFor: number;
  readonly grace: number;
  readonly tellHealth: () => unknown;
}

const shuttingDown = new ServerError(Status.UNAVAILABLE, 'server is shutting down');
const watch = '/grpc.health.v1.Health/Watch';
const flush = 1000; // ms that the status of an aborted call has to go out; a client that does not read may not hold it

/** A drain under way, or before it. */
export class Draining {
  readonly done: Promise<number>;
  private readonly plan: Plan;
  private readonly forced: Promise<false>;
  private readonly resolve: { done: (code: number | Promise<number>) => void; forced: () => void };
  private at: DrainState = 'serving';

  constructor(plan: Plan) {
    this.plan = plan;
    const resolve = { done: (_: number | Promise<number>) => {}, forced: () => {} };
    this.done = new Promise((done) => {
      resolve.done = done;
    });
    this.forced = new Promise((forced) => {
      resolve.forced = () => forced(false);
    });
    this.resolve = resolve;
  }

  get state(): DrainState {
    return this.at;
  }

  start(): Promise<number> {
    if (this.at === 'serving') this.resolve.done(this.run());
    return this.done;
  }

  force(): Promise<number> {
    this.resolve.forced();
    return this.start();
  }

  private async run(): Promise<number> {
    const { stoppers, notServingFor, grace, tellHealth } = this.plan;
    const hold = setInterval(() => {}, 2 ** 30); // the process is to see the end of it
    this.at = 'not serving';
    void withWarning('health', tellHealth);
    if (notServingFor > 0) await this.within(notServingFor, this.forced);
    this.at = 'stopping';
    const stopped = Promise.all(
      stoppers.map((stopper) => withWarning('shutdown', () => stopper.stop())),
    ).then(() => true);
    await this.abort((method) => method === watch);
    const inTime = await this.within(grace, this.forced, stopped);
    if (!inTime) await this.cut(stopped);
    this.at = 'stopped';
    clearInterval(hold);
    return inTime ? 0 : 1;
  }

  /** Ends what still runs: first so that its client and its handler learn why. */
  private async cut(stopped: Promise<boolean>): Promise<void> {
    this.at = 'aborting';
    await this.abort();
    await this.within(flush, stopped);
    for (const stopper of this.plan.stoppers) await withWarning('forceShutdown', () => stopper.force());
  }

  private async abort(which?: (method: string) => boolean): Promise<void> {
    for (const stopper of this.plan.stoppers) {
      await withWarning('the end of a call', () => stopper.abort(shuttingDown, which));
    }
  }

  /** Returns the result of that of `promises` which is first, or `false` if `ms` milliseconds pass before. */
  private async within(ms: number, ...promises: Promise<boolean>[]): Promise<boolean> {
    const { clock } = this.plan;
    let stop = () => {};
    const late = new Promise<false>((resolve) => {
      if (ms !== Number.POSITIVE_INFINITY) stop = clock.at(clock.now() + ms, () => resolve(false));
    });
    const result = await Promise.race([late, ...promises]);
    stop();
    return result;
  }
}

/**
 * Calls `f`, and waits for its promise if it returns one. What it throws, or rejects with, is reported as a process warning that
 * names `what`: when a server ends, there is no caller left to take it, and the drain goes on.
 */
export async function withWarning(what: string, f: () => unknown): Promise<void> {
  try {
    await f();
  } catch (error) {
    process.emitWarning(`lifecycle: drain: ${what} failed: ${textOf(error)}`, {
      type: 'MdctxWarning',
      ...(error instanceof Error && error.stack !== undefined && { detail: error.stack }),
    });
  }
}

function textOf(error: unknown): string {
  try {
    return String(error);
  } catch {
    return 'what it threw has no text';
  }
}
