// A user's file: what the functions of mdctx/context take and return.
import { expectTypeOf } from 'expect-type';
import {
  afterFunc,
  background,
  bind,
  bindIterable,
  type CancelCauseFunc,
  Canceled,
  type CancelFunc,
  type Context,
  cause,
  current,
  type Key,
  key,
  run,
  withCancel,
  withCancelCause,
  withDeadline,
  withSignal,
  withTimeout,
  withTimeoutCause,
  withValue,
} from 'mdctx/context';

const user = key<{ id: number }>('user');
const ctx = background();

expectTypeOf(user).toEqualTypeOf<Key<{ id: number }>>();
expectTypeOf(ctx.value(user)).toEqualTypeOf<{ id: number } | undefined>();
expectTypeOf(ctx.deadline).toEqualTypeOf<Date | undefined>();
expectTypeOf(ctx.signal).toEqualTypeOf<AbortSignal>();
expectTypeOf(ctx.err()).toEqualTypeOf<Error | undefined>();
expectTypeOf(Canceled).toEqualTypeOf<Error>();
expectTypeOf(cause()).toEqualTypeOf<unknown>();
expectTypeOf(current).toEqualTypeOf<() => Context>();

// A context comes first and may be left out, or be undefined.
expectTypeOf(withCancel()).toEqualTypeOf<[Context, CancelFunc]>();
expectTypeOf(withCancelCause(ctx)).toEqualTypeOf<[Context, CancelCauseFunc]>();
expectTypeOf(withTimeout(5)).toEqualTypeOf<[Context, CancelFunc]>();
expectTypeOf(withTimeout(undefined, 5)).toEqualTypeOf<[Context, CancelFunc]>();
expectTypeOf(withTimeoutCause(ctx, 5, 'reason')).toEqualTypeOf<[Context, CancelFunc]>();
expectTypeOf(withDeadline(new Date())).toEqualTypeOf<[Context, CancelFunc]>();
expectTypeOf(withSignal(new AbortController().signal)).toEqualTypeOf<Context>();
expectTypeOf(withValue(user, { id: 1 })).toEqualTypeOf<Context>();
expectTypeOf(afterFunc(() => {})).toEqualTypeOf<() => boolean>();

// What runs in a context keeps its own type.
const add = (a: number, b: number): string => String(a + b);
expectTypeOf(run(ctx, add, 1, 2)).toEqualTypeOf<string>();
expectTypeOf(run(ctx, async () => 1)).toEqualTypeOf<Promise<number>>();
expectTypeOf(bind(add)).parameters.toEqualTypeOf<[number, number]>();
async function* names(): AsyncGenerator<string, number, boolean> {
  return (yield 'a') ? 1 : 2;
}
expectTypeOf(bindIterable(names())).toEqualTypeOf<AsyncGenerator<string, number, boolean>>();
expectTypeOf(bindIterable(ctx, [1])).toEqualTypeOf<Iterable<number>>();

// @ts-expect-error a value of another type than its key's
withValue(user, 'Ada');
// @ts-expect-error a timeout is a number of milliseconds
withTimeout('5s');
// @ts-expect-error a signal is no context
withCancel(new AbortController().signal);
// @ts-expect-error a function's own arguments are checked
run(ctx, add, 1, '2');
// @ts-expect-error a context cannot be changed
ctx.deadline = new Date();
