import { current } from '../context';
import { clockKey, systemClock } from '../context/internal';
import { Draining, type DrainState, withWarning } from './draining';
import { type Health, shutDown } from './health';
import { type DrainableServer, stopperOf } from './server';
import { mustBeDrainable } from './validate';

/** Options of `drain`. Times are in milliseconds. */
export interface DrainOptions {
  /** The signals of the process that begin the drain, such as `SIGTERM`; by default none does, only `start`. */
  readonly signal?: NodeJS.Signals | readonly NodeJS.Signals[] | undefined;
  /**
   * What announces that the server is about to stop: a health service of grpc-health-check or nice-grpc-server-health,
   * in which each service that it knows becomes `NOT_SERVING`, or a function, which is called once. A promise that it
   * returns is not awaited: `notServingFor` alone says how long the server goes on.
   */
  readonly health?: Health | undefined;
  /**
   * How long the server goes on accepting calls after that; 0 by default. It should be longer than it takes a load
   * balancer to notice: the interval of its probe, times the failures that it needs.
   */
  readonly notServingFor?: number | undefined;
  /** How long calls may run on once the server accepts no more; 30 000 by default, and `Infinity` is without end. */
  readonly grace?: number | undefined;
  /**
   * Called with the exit code when all is over. By default that is `process.exit` if a signal began the drain, and
   * nothing if `start` or `force` did. `false` is never.
   */
  readonly exit?: ((code: number) => unknown) | false | undefined;
}

/** A drain that waits for its signal, or is under way. */
export interface Drain {
  readonly state: DrainState;
  /** Resolves with the exit code when the drain is over: 0 if all calls ended in time, 1 if not. It never rejects. */
  readonly done: Promise<number>;
  /** Begins the drain and returns `done`. After the first call, later calls do nothing else. */
  start(): Promise<number>;
  /** Ends what still runs at once, as if the grace were over, and returns `done`. */
  force(): Promise<number>;
  /** Takes the listeners off the process. A drain that has begun goes on. */
  close(): void;
}

/**
 * Prepares the orderly end of a server, or of several together. Once it begins, by a signal or by `start`:
 *
 * 1. `health` is told, and the server goes on for `notServingFor`, so that load balancers send new calls elsewhere.
 * 2. The server accepts no more connections and calls, and lets those that run end. Streams of `Health/Watch` never end
 *    by themselves, so they are ended now.
 * 3. After `grace`, each call that still runs ends with `UNAVAILABLE server is shutting down`, which a client may retry:
 *    its context ends with `Canceled`, and that status is `cause(ctx)`. What has not gone out a second later is cut off.
 * 4. `done` resolves with the exit code, and `exit` is called with it.
 *
 * A second signal, and `force`, end what still runs at once. What `health` and `exit` throw, and what the server fails with
 * when it is stopped, is reported as a process warning, and the drain goes on.
 *
 * Servers are those of `mdctx/nice-grpc` and `mdctx/stub`, of grpc-js with `serverInterceptor()`, and those of Node that Connect runs
 * on with `withContexts()`. The calls of others are cut off after the grace, and so are connections of a server of Node's that were
 * made before this call: make it when the server is made, not when the signal has come. Times go by the clock of the current context.
 *
 * Ports grpc-go's `Server.GracefulStop` and, after the grace, `Server.Stop`, with `health.Server.Shutdown` before.
 *
 * @throws TypeError if `server` is not a server, or an option is unknown or of a wrong type.
 * @throws RangeError if a time is negative or `NaN`.
 */
export function drain(
  server: DrainableServer | readonly DrainableServer[],
  options: DrainOptions = {},
): Drain {
  const servers = isList(server) ? server : [server];
  mustBeDrainable(servers, options);
  const { notServingFor = 0, grace = 30_000, health, signal = [], exit } = options;
  const draining = new Draining({
    stoppers: servers.map(stopperOf),
    clock: current().value(clockKey) ?? systemClock,
    notServingFor,
    grace,
    tellHealth: () => health && shutDown(health),
  });
  let bySignal = false;
  const close = onSignals(typeof signal === 'string' ? [signal] : signal, () => {
    if (draining.state !== 'serving') void draining.force();
    else bySignal = true;
    void draining.start();
  });
  void draining.done.then((code) => {
    close();
    if (exit) void withWarning('exit', () => exit(code));
    else if (exit === undefined && bySignal) process.exit(code);
  });
  return {
    get state() {
      return draining.state;
    },
    done: draining.done,
    start: () => draining.start(),
    force: () => draining.force(),
    close,
  };
}

function isList(x: DrainableServer | readonly DrainableServer[]): x is readonly DrainableServer[] {
  return Array.isArray(x);
}

/** Has `f` called whenever the process gets one of the signals `names`. Returns a function that undoes this. */
function onSignals(names: readonly NodeJS.Signals[], f: () => void): () => void {
  const listener = () => f();
  for (const name of names) process.on(name, listener);
  return () => {
    for (const name of names) process.off(name, listener);
  };
}
