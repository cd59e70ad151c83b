import { current } from '../../context';
import { fromContextError, serverTransportStreamFromContext } from '../../grpc';
import { IncomingCall } from '../../grpc/internal';
import type { HandledCall } from '../convert';
import { HandlerCall } from './handler-call';
import { OpenedCall } from './opened-call';

/** Returns `given` with its context: that in which `serverInterceptor()` has started it, or else one that is started now. */
export function handlerCallOf(given: HandledCall): HandlerCall {
  const ctx = current();
  const stream = serverTransportStreamFromContext(ctx);
  return stream instanceof IncomingCall && stream.claim(given)
    ? new StartedCall(given, stream, ctx)
    : new OpenedCall(given);
}

/** A call that `serverInterceptor()` has started: that sends header and trailer, and knows the end. */
class StartedCall extends HandlerCall {
  readonly refusal: undefined;

  override cutOff(): Error | undefined {
    return fromContextError(this.incoming.ctx.err());
  }

  override beforeMessage(): void {}

  override takeTrailer(): undefined {}

  override finish(): void {}
}
