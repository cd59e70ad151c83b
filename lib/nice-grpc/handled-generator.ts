import { statusOf } from '../grpc';

type Handled<Response> = AsyncGenerator<Response, Response | void, undefined>;

/** The generator of a handler, with the errors that stand for a status in place of those that it throws. */
export class HandledGenerator<Response> implements Handled<Response> {
  private readonly handler: Handled<Response>;

  constructor(handler: Handled<Response>) {
    this.handler = handler;
  }

  next(): ReturnType<Handled<Response>['next']> {
    return this.handler.next().catch(rethrow);
  }

  return(value: Parameters<Handled<Response>['return']>[0]): ReturnType<Handled<Response>['return']> {
    return this.handler.return(value).catch(rethrow);
  }

  throw(error: unknown): ReturnType<Handled<Response>['throw']> {
    return this.handler.throw(error).catch(rethrow);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

function rethrow(error: unknown): never {
  throw statusOf(error) ?? error;
}
