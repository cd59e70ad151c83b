import { type MD, New } from 'mdctx';
import type { ContextOptions } from 'mdctx/nice-grpc';
import { ClientError, type ClientMiddleware, Status } from 'nice-grpc-common';

/** What came back from a call, as the one who made it saw it. */
export interface Answer {
  hop: string;
  method: string;
  header: MD;
  trailer: MD;
  status: string;
}

/** Returns a middleware that adds to `answers` what each call that `hop` makes gets back. */
export function answered(hop: string, answers: Answer[]): ClientMiddleware<object, ContextOptions> {
  return async function* (call, { header = New(), trailer = New(), ...options }) {
    const answer: Answer = { hop, method: call.method.path, header, trailer, status: 'given up' };
    answers.push(answer);
    try {
      const response = yield* call.next(call.request, { ...options, header, trailer });
      answer.status = 'OK';
      return response;
    } catch (error) {
      if (error instanceof ClientError) answer.status = `${Status[error.code]} ${error.details}`;
      throw error;
    }
  };
}
