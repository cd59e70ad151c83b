import { type Context, run } from '../context';
import type { ContextOptions, Observed } from '../grpc';
import { startWith } from './context-channel';

type Made<Response> = AsyncGenerator<Response, Response | void, undefined>;

/**
 * The generator with which nice-grpc makes a call and hands out its response, run in the context in which the call was
 * made, whoever asks it for a value. nice-grpc makes the call between being asked for the first and its first `await`,
 * and hands nothing over to the channel: so it is told here what to make the call with.
 */
export class CalledGenerator<Response> implements Made<Response> {
  private readonly caller: Context;
  private readonly options: ContextOptions & Observed;
  private readonly making: Made<Response>;

  constructor(caller: Context, options: ContextOptions & Observed, making: Made<Response>) {
    this.caller = caller;
    this.options = options;
    this.making = making;
  }

  next(): ReturnType<Made<Response>['next']> {
    return run(this.caller, startWith, this.options, () => this.making.next());
  }

  return(value: Parameters<Made<Response>['return']>[0]): ReturnType<Made<Response>['return']> {
    return run(this.caller, () => this.making.return(value));
  }

  throw(error: unknown): ReturnType<Made<Response>['throw']> {
    return run(this.caller, () => this.making.throw(error));
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
