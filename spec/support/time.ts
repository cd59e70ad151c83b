/** Where the time of `fakeTime` begins. */
export const start = Date.UTC(2026, 0, 1);

/** Has each test of the file start at `start`, with timers that only `pass` makes run. Microtasks run as ever. */
export function fakeTime(): void {
  beforeEach(() => {
    jest.useFakeTimers({ now: start, doNotFake: ['queueMicrotask', 'nextTick', 'setImmediate'] });
  });
  afterEach(() => jest.useRealTimers());
}

/** Lets `ms` milliseconds pass. */
export function pass(ms: number): void {
  jest.advanceTimersByTime(ms);
}

/** Lets time pass as it does while the event loop is busy: the clock moves on and no timer runs. */
export function passBusy(ms: number): void {
  jest.setSystemTime(Date.now() + ms);
}

/** Returns when all microtasks that are due have run. */
export function microtasks(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
