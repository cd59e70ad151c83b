import type { Interceptor, InterceptorOptions, NextCall } from '@grpc/grpc-js';
import {
  type ClientInterceptors,
  type ContextOptions,
  chainStreamClient,
  chainUnaryClient,
} from '../../grpc';
import { type Observed, observer } from '../../grpc/internal';
import { patchHttp2 } from '../../wire/internal';
import type { Call } from './call';
import type { Making } from './chained-call';
import { ChainedStreamCall } from './chained-stream-call';
import { ChainedUnaryCall } from './chained-unary-call';
import { ClientCall } from './client-call';
import { earlier } from './deadline';
import { PassingCall } from './passing-call';

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
 *
 * The interceptors that it is given stand before all this. The caller hears of what they decide: a header, messages, and
 * a status, which is that of the error if they throw one.
 */
export function clientInterceptor(interceptors: ClientInterceptors = {}): Interceptor {
  patchHttp2();
  const { unaryInterceptors = [], streamInterceptors = [] } = interceptors;
  const unary = chainUnaryClient(...unaryInterceptors);
  const stream = chainStreamClient(...streamInterceptors);
  return (options, nextCall) => {
    const { path, requestStream, responseStream } = options.method_definition;
    const isUnary = !requestStream && !responseStream;
    const chosen = isUnary ? unaryInterceptors : streamInterceptors;
    if (chosen.length === 0) return new PassingCall(new InterceptedCall(options, nextCall));
    const making: Making = {
      path,
      ctx: options.ctx,
      expires: Number(options.deadline ?? Number.POSITIVE_INFINITY),
      make: (ctx, heard) => new InterceptedCall({ ...options, ctx, [observer]: heard }, nextCall),
    };
    const streamName = path.slice(path.lastIndexOf('/') + 1);
    const desc = { streamName, clientStreams: requestStream, serverStreams: responseStream };
    return new PassingCall(
      isUnary ? new ChainedUnaryCall(making, unary) : new ChainedStreamCall(making, desc, stream),
    );
  };
}

class InterceptedCall extends ClientCall {
  private readonly callOptions: InterceptorOptions;
  private readonly nextCall: NextCall;

  constructor(callOptions: InterceptorOptions & Observed, nextCall: NextCall) {
    super(callOptions);
    this.callOptions = callOptions;
    this.nextCall = nextCall;
  }

  protected override open(expires: number): Call {
    const { callOptions } = this;
    if (expires === Number.POSITIVE_INFINITY) return this.nextCall(callOptions);
    return this.nextCall(
      Object.assign({}, callOptions, { deadline: earlier(callOptions.deadline, expires) }),
    );
  }
}
