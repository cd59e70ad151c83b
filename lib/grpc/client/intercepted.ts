import type { ClientInterceptors } from '../interceptor';
import { chainStreamClient, chainUnaryClient } from './chain';
import { InterceptedStream } from './intercepted-stream';
import { InterceptedUnary } from './intercepted-unary';
import type { CallFactory } from './transport';

/** Puts interceptors before the calls of a factory. */
export type Intercept = (factory: CallFactory) => CallFactory;

/**
 * Returns a function that puts `interceptors` before the calls of a factory. A kind of call without one is made as before.
 *
 * @throws TypeError if an interceptor is not a function.
 */
export function interceptWith(interceptors: ClientInterceptors): Intercept {
  const { unaryInterceptors = [], streamInterceptors = [] } = interceptors;
  const unary = chainUnaryClient(...unaryInterceptors);
  const stream = chainStreamClient(...streamInterceptors);
  if (unaryInterceptors.length + streamInterceptors.length === 0) return (factory) => factory;
  return (factory) => ({
    target: () => factory.target(),
    isSecure: () => factory.isSecure(),
    newTransport(call) {
      const isUnary = !call.method.requestStream && !call.method.responseStream;
      const chosen = isUnary ? unaryInterceptors : streamInterceptors;
      if (chosen.length === 0) return factory.newTransport(call);
      if (isUnary) return new InterceptedUnary(factory, call, unary);
      return new InterceptedStream(factory, call, stream);
    },
  });
}
