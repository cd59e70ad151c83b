import {
  type Channel,
  type Client,
  type ClientFactory,
  type CompatServiceDefinition,
  createClientFactory as createNiceClientFactory,
  type DefaultCallOptions,
  type NormalizedServiceDefinition,
} from 'nice-grpc';
import type { CallOptions, ClientMiddlewareCall } from 'nice-grpc-common';
import { bindIterable, current } from '../context';
import { type ClientInterceptors, type ContextOptions, observer } from '../grpc';
import { watchHttp2 } from '../grpc-js';
import { type Carried, caller } from './caller';
import { contextChannel, startWith } from './context-channel';
import { interceptCalls } from './intercept-calls';

/**
 * Returns a factory like nice-grpc's `createClientFactory`, whose clients make each call with a context: `{ ctx }` in
 * the options of the call, or the one that was current when it was called. The call sends the outgoing metadata of the
 * context and then its own, ends when the context does, and has its deadline. `{ header, trailer, peer }` in the options are
 * filled with those of the response.
 *
 * Interceptors stand before all this, and middleware that is attached with `use` stands before them, what was attached last
 * outermost: it may give a call another `ctx` in its options. What an interceptor throws reaches the caller as it is.
 */
export function createClientFactory(interceptors: ClientInterceptors = {}): ClientFactory<ContextOptions> {
  watchHttp2();
  const factory = createNiceClientFactory().use(callInContext);
  return contextual(factory.use(interceptCalls(interceptors)));
}

/** Returns `createClientFactory().create(definition, channel, defaultCallOptions)`. */
export function createClient<Service extends CompatServiceDefinition>(
  definition: Service,
  channel: Channel,
  defaultCallOptions?: DefaultCallOptions<NormalizedServiceDefinition<Service>, ContextOptions>,
): Client<Service, ContextOptions> {
  return createClientFactory().create(definition, channel, defaultCallOptions);
}

function contextual<Ext>(factory: ClientFactory<Ext>): ClientFactory<Ext> {
  return {
    use: (middleware) => contextual(factory.use(middleware)),
    create(definition, channel, defaultCallOptions) {
      return rememberCaller(factory.create(definition, contextChannel(channel), defaultCallOptions));
    },
  };
}

/** Notes in the options of each call in which context it was called: a stream is started only when it is read. */
function rememberCaller<T extends object>(client: T): T {
  return new Proxy(client, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return (request: unknown, options?: object) => method(request, { ...options, [caller]: current() });
    },
  });
}

type Made<Response> = AsyncGenerator<Response, Response | void, undefined>;

/** Makes a call in the context in which it was called. It stands next to nice-grpc's own making of the call. */
function callInContext<Request, Response>(
  call: ClientMiddlewareCall<Request, Response>,
  options: CallOptions & Carried,
): Made<Response> {
  const { ctx, header, trailer, peer, [caller]: called = current(), [observer]: heard, ...rest } = options;
  const making: Made<Response> = call.next(call.request, rest);
  const own = { ctx: ctx ?? called, header, trailer, peer, [observer]: heard };
  return bindIterable(called, startWith(own, making));
}
