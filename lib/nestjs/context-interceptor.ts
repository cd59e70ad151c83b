import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { isObservable, type Observable, ReplaySubject } from 'rxjs';
import { type Context, current } from '../context';
import { draining } from './convert';
import { inContext, untilEnd } from './in-context';
import { takeRequests } from './requests';

/**
 * An interceptor of Nest, `app.useGlobalInterceptors(new ContextInterceptor())`, by which the handler and the Observable that it
 * returns run in the context of their call, and end with it: a unary Observable too is torn down when the client cancels and at
 * the deadline. The requests of a `@GrpcStreamMethod` fail if the client was cut off before it closed its side.
 *
 * Of a request over HTTP, handler and Observable run in the context that is current where it comes in.
 */
export class ContextInterceptor implements NestInterceptor {
  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    const ctx = current();
    const handled = inContext(ctx, () => next.handle());
    if (execution.getType() !== 'rpc') return handled;
    const args: unknown[] = execution.getArgs(); // those that the handler is about to be called with
    const [requests, , call] = args;
    if (isObservable(requests)) {
      const kept = takeRequests(call);
      args[0] = kept
        ? untilEnd(ctx, within(ctx, kept))
        : draining(requests, untilEnd(ctx, within(ctx, requests)));
    }
    return isStream(requests) ? begun(untilEnd(ctx, handled)) : untilEnd(ctx, handled);
  }
}

function within<T>(ctx: Context, source: Observable<T>): Observable<T> {
  return inContext(ctx, () => source);
}

/** Returns an Observable like `source`, subscribed to at once: Nest 9 does not subscribe to that of a `@GrpcStreamCall`. */
function begun<T>(source: Observable<T>): Observable<T> {
  const values = new ReplaySubject<T>();
  source.subscribe(values);
  return values;
}

/** Reports whether `x` is the call itself, which the handler of a `@GrpcStreamCall` gets. */
function isStream(x: unknown): boolean {
  return typeof x === 'object' && x !== null && 'pipe' in x && 'destroy' in x;
}
