import type { ServerInterceptor } from '@grpc/grpc-js';
import { attachCalls, RunningCalls } from '../../grpc/internal';
import { limitStreamResets, type StreamResetLimit, validateResetLimit } from '../../wire/internal';
import { patchRuntime } from '../runtime';
import { observed } from './observed-call';
import { ServerCall } from './server-call';

/** Options of serverInterceptor. They hold for all servers that are bound from then on. */
export interface ServerInterceptorOptions extends StreamResetLimit {}

/**
 * Returns an interceptor for a grpc-js server, `new Server({ interceptors: [serverInterceptor()] })`, that runs each
 * handler in a context of its call's own, with all that the call starts: what follows an `await`, event listeners,
 * timers. The context carries the incoming metadata, the deadline, the peer and the method, reaches the header and
 * trailer of the response, and ends at the deadline, when the client cancels, or when the handler has returned.
 *
 * Make it before the server is bound and before channels connect: from then on repeated header fields arrive as the
 * lists that were sent. Put it first in the list, next to the wire, so that other interceptors run in the context too.
 *
 * @throws TypeError if an option is unknown or is no whole number above 0.
 */
export function serverInterceptor(options: ServerInterceptorOptions = {}): ServerInterceptor {
  limitStreamResets(validateResetLimit('grpc-js: serverInterceptor', options));
  patchRuntime();
  const calls = new RunningCalls();
  return attachCalls(
    (definition, call) => new ServerCall(definition.path, observed(definition, call), calls),
    calls,
  );
}
