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

  constructor(caller: Context, options: ContextOptions & Observed, making: Messages<Message>) {
    super(making);
    this.caller = caller;
    this.options = options;
  }

  protected override around<R>(step: () => R): R {
    return run(this.caller, startWith<R>, this.options, step);
  }
}
