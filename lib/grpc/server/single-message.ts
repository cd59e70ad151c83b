import { done, rejected } from '../rejection';
import { internal } from '../status';
import type { ServerStream } from '../stream';

/** Returns how the one request of a call is received, once. */
export function singleRequest(request: unknown): Pick<ServerStream, 'recv'> {
  let left: unknown = request;
  return {
    async recv() {
      const message = left;
      left = undefined;
      return message;
    },
  };
}

/** The response of a call that has one, until the call ends. */
export class SingleResponse<Response> {
  private response: Response | undefined;

  /** Takes the response, once. */
  readonly send = (response: Response): Promise<void> => {
    if (this.response !== undefined) {
      const text = 'cardinality violation: sent a second response message for non-server-streaming RPC';
      return rejected(internal(text));
    }
    this.response = response;
    return done;
  };

  /** Returns the response. */
  taken(): Response {
    return mustBeResponse(this.response);
  }
}

/**
 * Returns `response`, that of a call with one.
 *
 * @throws ServerError with `INTERNAL` if there is none.
 */
export function mustBeResponse<Response>(response: Response | undefined | null): Response {
  if (response !== undefined && response !== null) return response;
  throw missingResponse();
}

/** Returns the error of a call with one response whose handler gave none. */
export function missingResponse(): Error {
  return internal('cardinality violation: received no response message from non-server-streaming RPC');
}
