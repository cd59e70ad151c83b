import { ServerError, Status } from 'nice-grpc-common';
import { toText } from '../status/internal';
import { httpError } from './status';

/**
 * A request whose headers are malformed, of those that were asked for: `INVALID_ARGUMENT` to gRPC, 400 to HTTP. The text
 * names the header and shows no value. express, fastify, hono and koa answer it with its `status`, without further ado.
 */
export class RefusedRequest extends ServerError {
  readonly status = 400;
  readonly statusCode = 400;
  /** The text may be shown to the client. */
  readonly expose = true;

  constructor(details: string) {
    super(Status.INVALID_ARGUMENT, toText(details));
    this.name = 'RefusedRequest';
  }

  /** Returns what to answer, as hono asks its errors. */
  getResponse(): Response {
    const { status, body } = httpError(this);
    return Response.json(body, { status });
  }
}
