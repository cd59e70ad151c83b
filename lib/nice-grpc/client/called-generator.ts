import { type Context, run } from '../../context';
import type { ContextOptions } from '../../grpc';
import type { Observed } from '../../grpc/internal';
import { AroundGenerator, type Messages } from '../around-generator';
import { startWith } from './context-channel';

/**
 * The generator with which nice-grpc makes a call and hands out its response, run in the context in which the call was
 * made, whoever asks it for a value. nice-grpc makes the call between being asked for the first and its first `await`,
 * and hands nothing over to the channel: so it is told here what to make the call with.
 */
export class CalledGenerator<Message> extends AroundGenerator<Message> {
  private readonly caller: Context;
  private readonly options: ContextOptions & Observed;
  private readonly fail: (error: unknown) => unknown; // returns the error of the call for that of nice-grpc

  constructor(
    caller: Context,
    options: ContextOptions & Observed,
    making: Messages<Message>,
    fail: (error: unknown) => unknown,
  ) {
    super(making);
    this.caller = caller;
    this.options = options;
    this.fail = fail;
  }

  protected override around<R>(step: () => Promise<R>): Promise<R> {
    return run(this.caller, startWith<Promise<R>>, this.options, step).catch((error) => {
      throw this.fail(error);
    });
  }
}
