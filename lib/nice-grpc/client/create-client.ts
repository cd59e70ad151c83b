import {
  type Channel,
  type Client,
  type ClientFactory,
  type CompatServiceDefinition,
  createChannel as createNiceChannel,
  type DefaultCallOptions,
  type NormalizedServiceDefinition,
} from 'nice-grpc';
import { type ClientMiddleware, composeClientMiddleware } from 'nice-grpc-common';
import { background, current, run } from '../../context';
import { holdsOptions, mustBeKnown, wrongType } from '../../context/internal';
import type { ClientInterceptors, ContextOptions } from '../../grpc';
import {
  type CallFactory,
  type Intercept,
  interceptWith,
  type Method,
  methodsOf,
  mustBeCallOptions,
  nothingMayFollow,
  validateInterceptors,
} from '../../grpc/internal';
import {
  channelCalls,
  patchRuntime,
  validateChannelOptions,
  validateCredentials,
} from '../../grpc-js/internal';
import type { NiceOptions } from './call-options';
import { asClient, asMiddleware } from './convert';
import { singleThrough, streamThrough } from './middleware-calls';
import { clientStreamCalls, responseStreams, unaryCalls } from './response';

/**
 * Returns nice-grpc's `createChannel(address, credentials, options)`, made outside of any context: a channel that is made
 * while a call is handled keeps nothing of that call.
 *
 * @throws TypeError if an argument is not what it must be, or an option has no dot in its name: grpc-js has none such.
 */
export function createChannel(
  ...args: Parameters<typeof createNiceChannel>
): ReturnType<typeof createNiceChannel> {
  const [address, credentials, options] = args;
  if (typeof address !== 'string') throw wrongType('nice-grpc: createChannel: address', 'a string', address);
  validateCredentials('nice-grpc: createChannel', credentials);
  validateChannelOptions('nice-grpc: createChannel', options);
  patchRuntime();
  return run(background(), createNiceChannel, ...args);
}

/**
 * Returns a factory like nice-grpc's `createClientFactory`, whose clients make each call with a context: `{ ctx }` in
 * the options of the call, or the one that was current when it was called. The call sends the outgoing metadata of the
 * context and then its own, ends when the context does, and has its deadline. `{ header, trailer, peer }` in the options are
 * filled with those of the response.
 *
 * Interceptors stand before all this, and middleware that is attached with `use` stands before them, what was attached last
 * outermost: it may give a call another `ctx` in its options, and its `signal` aborts when the context ends. What an
 * interceptor throws reaches the caller as it is; a status that it makes, as a `ClientError`.
 *
 * @throws TypeError if an option is unknown, or an interceptor is not a function.
 */
export function createClientFactory(interceptors?: ClientInterceptors): ClientFactory<ContextOptions>;
export function createClientFactory(
  interceptors: ClientInterceptors = {},
  ...more: unknown[]
): ClientFactory<ContextOptions> {
  nothingMayFollow('nice-grpc: createClientFactory', more);
  patchRuntime();
  validateInterceptors('nice-grpc: createClientFactory', interceptors);
  return factoryWith(interceptWith(interceptors), undefined);
}

/**
 * Returns `createClientFactory().create(definition, channel, defaultCallOptions)`.
 *
 * @throws TypeError if an argument is not what it must be.
 */
export function createClient<Service extends CompatServiceDefinition>(
  definition: Service,
  channel: Channel,
  defaultCallOptions?: DefaultCallOptions<NormalizedServiceDefinition<Service>, ContextOptions>,
): Client<Service, ContextOptions> {
  return createClientFactory().create(definition, channel, defaultCallOptions);
}

function factoryWith<Ext>(
  intercept: Intercept,
  middleware: ClientMiddleware<Ext> | undefined,
): ClientFactory<Ext> {
  return {
    use<More>(added: ClientMiddleware<More, Ext>) {
      if (typeof added !== 'function') throw wrongType('nice-grpc: use: middleware', 'a function', added);
      const composed = middleware === undefined ? undefined : composeClientMiddleware(middleware, added);
      return factoryWith<Ext & More>(intercept, composed ?? asMiddleware<Ext & More>(added));
    },
    create<Service extends CompatServiceDefinition>(
      definition: Service,
      channel: Channel,
      defaults: DefaultCallOptions<NormalizedServiceDefinition<Service>, Ext> = {},
    ) {
      if (typeof channel?.getConnectivityState !== 'function')
        throw wrongType(
          'nice-grpc: createClient: channel',
          'a Channel, as createChannel returns one',
          channel,
        );
      const calls = intercept(channelCalls(channel));
      const defined = methodsOf('nice-grpc: createClient', definition);
      const names = new Set(['*', ...defined.flatMap(({ name, alias }) => [name, alias ?? name])]);
      mustBeKnown('nice-grpc: createClient: the default call options', defaults, [...names]);
      const methods = defined.map((method) => {
        const [all, one] = [optionsOf(defaults, '*'), optionsOf(defaults, method.name)];
        const own = all === undefined && one === undefined ? undefined : { ...all, ...one };
        return [method.name, clientMethod(calls, method, own, asMiddleware(middleware))] as const;
      });
      return asClient<Service, Ext>(Object.fromEntries(methods));
    },
  };
}

function optionsOf(defaults: object, name: string): object | undefined {
  const options: unknown = Object.entries(defaults).find(([key]) => key === name)?.[1];
  if (options === undefined || holdsOptions(options)) return options;
  throw wrongType(`nice-grpc: createClient: the default call options of ${name}`, 'an object', options);
}

/** Returns a method of a client. */
function clientMethod(
  factory: CallFactory,
  method: Method,
  defaults: NiceOptions | undefined,
  middleware: ClientMiddleware | undefined,
): (request: unknown, options?: NiceOptions) => unknown {
  const { path, requestStream, responseStream, options } = method;
  const descriptor = { path, requestStream, responseStream, options };
  if (responseStream) {
    const calls = responseStreams(factory, method);
    const call = middleware === undefined ? calls : streamThrough(middleware, descriptor, calls);
    return (request, options) => call(request, withDefaults(method, defaults, options), current());
  }
  const calls = requestStream ? clientStreamCalls(factory, method) : unaryCalls(factory, method);
  const call = middleware === undefined ? calls : singleThrough(middleware, descriptor, calls);
  return (request, options) => call(request, withDefaults(method, defaults, options), current());
}

function withDefaults(
  { name }: Method,
  defaults: NiceOptions | undefined,
  options: NiceOptions = {},
): NiceOptions {
  mustBeCallOptions(`nice-grpc: ${name}`, options);
  return defaults === undefined ? options : { ...defaults, ...options };
}
