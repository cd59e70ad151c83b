import { type Context, run } from '../../context';

/**
 * Returns messages like `messages`, which are made in `ctx`, whatever asks for them. There is one iterator of them: Connect
 * asks for another when a call is left, where nothing may be thrown.
 */
export function boundMessages<T>(ctx: Context, messages: AsyncIterable<T>): AsyncIterable<T> {
  let bound: AsyncIterator<T> | undefined;
  return {
    [Symbol.asyncIterator]() {
      bound ??= boundIterator(ctx, messages);
      return bound;
    },
  };
}

const over = { done: true, value: undefined } as const;

function boundIterator<T>(ctx: Context, messages: AsyncIterable<T>): AsyncIterator<T> {
  let inner: AsyncIterator<T>;
  try {
    inner = run(ctx, () => messages[Symbol.asyncIterator]());
  } catch (error) {
    const failing = () => Promise.reject(error);
    return { next: failing, throw: failing };
  }
  const next = () => inner.next();
  const bound: AsyncIterator<T> = { next: async () => run(ctx, next) };
  // Connect looks whether there are these.
  if (inner.return !== undefined)
    bound.return = (value) => run(ctx, async () => inner.return?.(value) ?? over);
  if (inner.throw !== undefined) bound.throw = (error) => run(ctx, async () => inner.throw?.(error) ?? over);
  return bound;
}
