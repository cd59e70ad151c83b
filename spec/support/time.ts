/** Where the time of `fakeTime` begins. */
export const start = Date.UTC(2026, 0, 1);

/** Has each test of the file start at `start`, with timers that only `pass` makes run. Microtasks run as ever. */
export function fakeTime(): void {
  beforeEach(() => {
    jest.useFakeTimers({ now: start, doNotFake: ['queueMicrotask', 'nextTick', 'setImmediate'] });
  });
  afterEach(() => {
    jest.restoreAllMocks();
    jest.useRealTimers();
  });
}

/** Lets `ms` milliseconds pass. */
export function pass(ms: number): void {
  jest.advanceTimersByTime(ms);
}

/** Lets `ms` milliseconds pass as they do while the event loop is busy: the clocks go on and no timer runs. */
export function passBusy(ms: number): void {
  const now = performance.now.bind(performance);
  jest.spyOn(performance, 'now').mockImplementation(() => now() + ms);
  setClock(ms);
}

/** Sets the date of the machine `ms` milliseconds forward. No time passes. */
export function setClock(ms: number): void {
  jest.setSystemTime(Date.now() + ms);
}

/** Returns when all microtasks that are due have run. */
export function microtasks(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
