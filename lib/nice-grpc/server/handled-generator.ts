import { statusOf } from '../../grpc';
import { AroundGenerator } from '../around-generator';

/** The generator of a handler, with the errors that stand for a status in place of those that it throws. */
export class HandledGenerator<Message> extends AroundGenerator<Message> {
  protected override around<R>(step: () => Promise<R>): Promise<R> {
    return step().catch(rethrow);
  }
}

function rethrow(error: unknown): never {
  throw statusOf(error) ?? error;
}
