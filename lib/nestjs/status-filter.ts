import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { ServerError, Status } from 'nice-grpc-common';
import { type Observable, throwError } from 'rxjs';
import { statusOf as statusOfCall } from '../grpc';
import { codeFromHttpStatus, httpError } from '../http';
import { answer, type HttpExceptionLike, isForbidden, isHttpException } from './convert';

/** A class whose `instanceof` accepts whatever has a status, as Nest's filters need one. */
const withStatus = Object.defineProperty(() => {}, Symbol.hasInstance, {
  value: (exception: unknown) => statusOf(exception) !== undefined,
});

/**
 * A filter of Nest, `app.useGlobalFilters(new StatusFilter())`, by which an exception with a status ends its call with that: with
 * the code, text and details of a `ServerError`, or of the error of a call that the handler made, and the status of a context.
 * Nest's own exceptions for HTTP have the code for their HTTP status, as `codeFromHttpStatus` tells: `INVALID_ARGUMENT` for what
 * a `ValidationPipe` throws. A guard's refusal is `PERMISSION_DENIED`.
 *
 * All other exceptions are Nest's: it logs them, and the client is told `UNKNOWN Internal server error`.
 *
 * Of a request over HTTP it answers what `httpError` says.
 */
export class StatusFilter implements ExceptionFilter {
  catch(exception: unknown, host: ArgumentsHost): Observable<never> | undefined {
    const status = statusOf(exception);
    if (host.getType() !== 'http') return throwError(() => status ?? exception);
    const { status: code, body } = httpError(status);
    answer(
      host.switchToHttp().getResponse(),
      isHttpException(exception) ? exception.getStatus() : code,
      body,
    );
    return undefined;
  }
}

Catch(withStatus)(StatusFilter);

/** Returns the status of an exception, with its details; `undefined` if it has none. */
function statusOf(exception: unknown): ServerError | undefined {
  if (isHttpException(exception)) {
    return new ServerError(codeFromHttpStatus(exception.getStatus()), textOf(exception));
  }
  if (isForbidden(exception)) return new ServerError(Status.PERMISSION_DENIED, exception.message);
  return statusOfCall(exception);
}

/** Returns the text of an exception for HTTP: what it is about, where a pipe has found several faults. */
function textOf(exception: HttpExceptionLike): string {
  const response = exception.getResponse();
  if (typeof response !== 'object' || response === null || !('message' in response)) return exception.message;
  return Array.isArray(response.message) ? response.message.join('; ') : String(response.message);
}
