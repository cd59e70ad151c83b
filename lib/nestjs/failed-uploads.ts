import type { CallInvocationTransformer } from '@grpc/grpc-js';
import { asServiceError } from './convert';

/**
 * Returns a transformer of calls, after `own` if there is one, by which a stream of requests that fails ends its call, and its
 * caller gets that error. Nest emits the error at the call, where for one response nobody listens: Node would end the process,
 * and the call stay open.
 */
export function endFailedUploads(own?: CallInvocationTransformer): CallInvocationTransformer {
  return (given) => {
    const properties = own === undefined ? given : own(given);
    const { call, callback, methodDefinition } = properties;
    if (!methodDefinition.requestStream || methodDefinition.responseStream) return properties;
    let failure: { readonly error: Error } | undefined;
    call.on('error', (error: Error) => {
      failure ??= { error };
      call.cancel();
    });
    return {
      ...properties,
      callback: (error, response) =>
        callback?.(error && failure ? asServiceError(failure.error) : error, response),
    };
  };
}
