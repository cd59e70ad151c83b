import { type Context, type Key, key } from '../../lib/context';

/** The key of the one value that a ForeignContext has. */
export const foreignKey = key<string>('foreign');

/** A context that a user might write: it shares nothing with those of the library but the interface. */
export class ForeignContext implements Context {
  private readonly controller = new AbortController();
  private readonly text: string;
  private ended: Error | undefined;
  readonly deadline: Date | undefined;
  /** How often `signal` was read. */
  reads = 0;

  constructor(text = 'a foreign value', deadline?: Date) {
    this.text = text;
    this.deadline = deadline;
  }

  get signal(): AbortSignal {
    this.reads++;
    return this.controller.signal;
  }

  err(): Error | undefined {
    return this.ended;
  }

  value<T>(key: Key<T>): T | undefined;
  value(key: Key<unknown>): unknown {
    return key === foreignKey ? this.text : undefined;
  }

  toString(): string {
    return 'foreign.Context';
  }

  /** Ends the context. */
  end(err: Error, reason: unknown = err): void {
    this.ended = err;
    this.controller.abort(reason);
  }
}
