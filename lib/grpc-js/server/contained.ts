import {
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
} from '@grpc/grpc-js';
import { Status } from 'nice-grpc-common';
import type { Failure } from './answer';
import { unknownError } from './status';

/**
 * Returns an interceptor like `interceptor`, a user's, that fails the call alone if it throws or returns no call. grpc-js
 * calls it in a listener of the HTTP/2 server, where that ends the process.
 */
export function contained(interceptor: ServerInterceptor): ServerInterceptor {
  return (definition, call) => {
    try {
      const intercepted: unknown = interceptor(definition, call);
      if (isCall(intercepted)) return intercepted;
    } catch (error) {
      return new RefusedCall(call, unknownError(definition.path, error));
    }
    const details =
      "grpc-js: an interceptor of a server must return a ServerInterceptingCall; one of Go's shape goes into unaryInterceptors or streamInterceptors";
    return new RefusedCall(call, { code: Status.INTERNAL, details });
  };
}

function isCall(x: unknown): x is ServerInterceptingCall {
  return typeof x === 'object' && x !== null && 'start' in x && typeof x.start === 'function';
}

/** A call that is ended in place of being handled. */
class RefusedCall extends ServerInterceptingCall {
  private readonly status: Failure;

  constructor(call: ServerInterceptingCallInterface, status: Failure) {
    super(call);
    this.status = status;
  }

  override start(): void {
    super.sendStatus({ ...this.status, metadata: null });
  }
}
