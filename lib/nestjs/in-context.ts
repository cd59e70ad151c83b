import { from, Observable, type ObservableInput, type Subscriber } from 'rxjs';
import { afterFunc, type Context, current, run } from '../context';
import { isContext, wrongType } from '../context/internal';
import { contextError } from '../status/internal';

/**
 * Returns an Observable that runs in `ctx` however late it is subscribed to, and by whom: `make` is called for each
 * subscription, and what it returns is subscribed to, emits and is torn down in `ctx`. So is the receiver of its values.
 *
 * Without `ctx` it is the context in which `inContext` was called. Errors of `make` are errors of the Observable.
 *
 * @throws TypeError if `ctx` is not a context or `make` is not a function.
 */
export function inContext<T>(ctx: Context | undefined, make: () => ObservableInput<T>): Observable<T>;
export function inContext<T>(make: () => ObservableInput<T>): Observable<T>;
export function inContext<T>(
  ...args: [Context | undefined, () => ObservableInput<T>] | [() => ObservableInput<T>]
): Observable<T> {
  const [ctx = current(), make] = args.length === 2 ? args : [undefined, ...args];
  if (!isContext(ctx)) throw wrongType('nestjs: inContext: ctx', 'a Context', ctx);
  if (typeof make !== 'function') {
    throw wrongType('nestjs: inContext: make', 'a function', make);
  }
  return new Observable<T>((subscriber) => {
    const subscription = run(ctx, () => from(make()).subscribe(within(ctx, subscriber)));
    return () => run(ctx, () => subscription.unsubscribe());
  });
}

function within<T>(ctx: Context, subscriber: Subscriber<T>) {
  return {
    next: (value: T) => run(ctx, () => subscriber.next(value)),
    error: (error: unknown) => run(ctx, () => subscriber.error(error)),
    complete: () => run(ctx, () => subscriber.complete()),
  };
}

/**
 * Returns an Observable like `source` that fails when `ctx` ends, with the status of that, and tears `source` down. It does not
 * complete after that either: a stream of requests that was cut off looks whole to Nest.
 */
export function untilEnd<T>(ctx: Context, source: Observable<T>): Observable<T> {
  return new Observable<T>((subscriber) => {
    const fail = (): void => subscriber.error(contextError(ctx.err()));
    const stop = afterFunc(ctx, fail);
    const subscription = source.subscribe({
      next: (value) => subscriber.next(value),
      error: (error: unknown) => subscriber.error(error),
      complete: () => (ctx.err() === undefined ? subscriber.complete() : fail()),
    });
    return () => {
      stop();
      subscription.unsubscribe();
    };
  });
}
