import type { Counted } from './counter';
import type { Shape } from './variant';

/** What the driver asks of a client or a server, one at a time. */
export type Question =
  /** Make calls, so many at a time. */
  | { readonly ask: 'window'; readonly shape: Shape; readonly calls: number; readonly concurrency: number }
  /** Count from now on what is allocated or made. */
  | { readonly ask: 'count'; readonly of: Counted }
  /** Tell what was counted. */
  | { readonly ask: 'counted' }
  /** Tell how long the processor has worked for you. */
  | { readonly ask: 'cpu' }
  /** Tell how many bytes are on the heap, once what may go has gone. */
  | { readonly ask: 'heap' }
  /** Begin calls that are held. */
  | { readonly ask: 'begin'; readonly calls: number }
  /** Wait until so many calls are held; or until all that were begun have ended. */
  | { readonly ask: 'holding'; readonly calls: number }
  /** Let the calls go that are held. */
  | { readonly ask: 'release' };

/** What one window of calls gave at the client. */
export interface Window {
  /** Seconds of processor time. */
  readonly cpu: number;
  /** Seconds. */
  readonly wall: number;
  /** Microseconds that half of the calls took at most, and 99 % of them. */
  readonly p50: number;
  readonly p99: number;
}

export interface Answer {
  readonly window?: Window;
  readonly cpu?: number;
  readonly heap?: number;
  readonly port?: number;
  /** What was counted; `undefined` if garbage was collected meanwhile, so that bytes tell nothing. */
  readonly counted?: number;
}

/** Answers the questions of the driver, until it is gone. */
export function answerQuestions(answer: (question: Question) => Answer | Promise<Answer>): void {
  process.on('message', (question: Question) => {
    void Promise.resolve(answer(question)).then((reply) => process.send?.(reply));
  });
  process.on('disconnect', () => process.exit());
}

/** Returns the seconds of processor time that all threads of this process have had. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Returns the bytes on the heap, once what may go has gone: what finalizers free goes with a later collection. */
export async function heapInUse(): Promise<number> {
  for (let i = 0; i < 4; i++) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return process.memoryUsage().heapUsed;
}
