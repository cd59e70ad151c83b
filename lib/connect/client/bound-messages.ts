import { type Context, run } from '../../context';

/** Returns messages like `messages`, which are made in `ctx`, whoever asks for them. */
export function boundMessages<T>(ctx: Context, messages: AsyncIterable<T>): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator]() {
      const inner = run(ctx, () => messages[Symbol.asyncIterator]());
      const next = () => inner.next();
      const bound: AsyncIterator<T> = { next: () => run(ctx, next) };
      // Connect looks whether there are these.
      if (inner.return !== undefined)
        bound.return = (value) => run(ctx, async () => inner.return?.(value) ?? over);
      if (inner.throw !== undefined)
        bound.throw = (error) => run(ctx, async () => inner.throw?.(error) ?? over);
      return bound;
    },
  };
}

const over = { done: true, value: undefined } as const;
