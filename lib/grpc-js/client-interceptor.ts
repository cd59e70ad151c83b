import { InterceptingCall, type Interceptor, type InterceptorOptions, type NextCall } from '@grpc/grpc-js';
import type { Context } from '../context';
import type { ContextOptions } from '../grpc';
import { type Call, ClientCall } from './client-call';
import { earlier } from './deadline';
import { watchHttp2 } from './http2-streams';

declare module '@grpc/grpc-js/build/src/client' {
  interface CallOptions extends ContextOptions {}
}

/**
 * Returns an interceptor for grpc-js clients, `new Client(address, credentials, { interceptors: [clientInterceptor()] })`,
 * that makes each call with a context: `{ ctx }` in the options of the call, or the current one. The call sends the
 * outgoing metadata of the context and then its own, ends when the context does, and has the earlier one of its own
 * deadline and the context's. `{ header, trailer, peer }` in the options are filled with those of the response.
 *
 * Callbacks and listeners of the call run in the context in which the call was made.
 */
export function clientInterceptor(): Interceptor {
  watchHttp2();
  return (options, nextCall) => new InterceptingCall(new InterceptedCall(options, nextCall));
}

class InterceptedCall extends ClientCall {
  private readonly callOptions: InterceptorOptions;
  private readonly nextCall: NextCall;

  constructor(callOptions: InterceptorOptions, nextCall: NextCall) {
    super(callOptions);
    this.callOptions = callOptions;
    this.nextCall = nextCall;
  }

  protected override open(ctx: Context): Call {
    return this.nextCall({ ...this.callOptions, deadline: earlier(this.callOptions.deadline, ctx) });
  }
}
