import type { Random } from '../support/random';

/** One thing that is fuzzed: it is set up once, and then one case after the other is made from random numbers. */
export interface Fuzzed {
  readonly name: string;
  start(): Promise<Running>;
}

/** Something that is being fuzzed. */
interface Running {
  /** Makes one case. Returns what is wrong with what came of it; nothing if all is well. */
  one(random: Random): Promise<string[]>;
  close(): void | Promise<void>;
}
