import {
  type Channel,
  type Client,
  type ClientFactory,
  type CompatServiceDefinition,
  createClientFactory as createNiceClientFactory,
  type DefaultCallOptions,
  type NormalizedServiceDefinition,
} from 'nice-grpc';
import type { CallOptions, ClientMiddlewareCall, Metadata } from 'nice-grpc-common';
import { current } from '../../context';
import type { ClientInterceptors, ContextOptions } from '../../grpc';
import { detailsKey, withReceivedDetails } from '../../status/internal';
import { patchHttp2 } from '../../wire/internal';
import { CalledGenerator } from './called-generator';
import { type Carried, caller } from './caller';
import { contextChannel } from './context-channel';
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
  patchHttp2();
  const factory = createNiceClientFactory().use(callInContext);
  const { unaryInterceptors, streamInterceptors } = interceptors;
  if (unaryInterceptors === undefined && streamInterceptors === undefined) return contextual(factory);
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
  for (const [name, method] of Object.entries(client)) {
    Reflect.set(client, name, (request: unknown, options?: object) =>
      method(request, Object.assign({}, options, { [caller]: current() })),
    );
  }
  return client;
}

/** Makes a call in the context in which it was called. It stands next to nice-grpc's own making of the call. */
function callInContext<Request, Response>(
  call: ClientMiddlewareCall<Request, Response>,
  options: CallOptions & Carried,
): AsyncGenerator<Response, Response | void, undefined> {
  const called = options[caller] ?? current();
  let bins: Uint8Array[] = [];
  const onTrailer = (trailer: Metadata) => {
    bins = trailer.getAll(detailsKey);
    options.onTrailer?.(trailer);
  };
  const made = call.next(call.request, { ...options, onTrailer });
  return new CalledGenerator<Response>(called, options, made, (error) => withReceivedDetails(error, bins));
}
