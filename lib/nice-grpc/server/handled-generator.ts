import type { CallContext } from 'nice-grpc-common';
import { detailsKey, serverError, statusOf } from '../../status/internal';
import { AroundGenerator, type Messages } from '../around-generator';

/**
 * The generator of a handler, with the errors that stand for a status in place of those that it throws. Their details go
 * into the trailer.
 */
export class HandledGenerator<Message> extends AroundGenerator<Message> {
  private readonly context: CallContext;

  constructor(context: CallContext, handled: Messages<Message>) {
    super(handled);
    this.context = context;
  }

  protected override around<R>(step: () => Promise<R>): Promise<R> {
    return step().catch((error: unknown) => {
      const status = statusOf(error);
      if (status === undefined) throw error;
      if (status.detailsBin !== undefined) this.context.trailer.set(detailsKey, status.detailsBin);
      throw serverError(status);
    });
  }
}
