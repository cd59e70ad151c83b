import type { ChannelCredentials, ChannelOptions } from '@grpc/grpc-js';
import { holdsOptions, mustBeFlag, mustBeKnown, mustBeList, wrongType } from '../context/internal';
import type {
  CallOption,
  ClientInterceptors,
  Credentials,
  StreamClientInterceptor,
  UnaryClientInterceptor,
} from '../grpc';
import { isCallOption, mustBeCredentials, validateInterceptors } from '../grpc/internal';
import { validateChannelOptions, validateCredentials } from '../grpc-js/internal';
import { registerHealthCheck } from './health-check';
import { type ResolverBuilder, validateOwnBuilder } from './resolver';
import { healthCheckedPolicy, serviceConfig } from './service-config';
import { mustBeAmounts, mustBeText } from './validate';

/** Options of newClient. */
export interface NewClientOptions extends ClientInterceptors {
  /** The options of each call, before its own. Ports grpc-go's `grpc.WithDefaultCallOptions`. */
  readonly defaultCallOptions?: readonly CallOption[] | undefined;
  /** Credentials that are sent with each call. Ports grpc-go's `grpc.WithPerRPCCredentials`. */
  readonly perRPCCredentials?: readonly Credentials[] | undefined;
  /** How the connections to a target are made secure, or not. Ports grpc-go's `grpc.WithTransportCredentials`. */
  readonly credentials?: ChannelCredentials | undefined;
  /** grpc-js's options of the channel to a target. */
  readonly channelOptions?: ChannelOptions | undefined;
  /** What makes the resolvers of a target, before those of the process. Ports grpc-go's `grpc.WithResolvers`. */
  readonly resolvers?: readonly ResolverBuilder[] | undefined;
}

/** An option of newClient, as one of the functions `with…` makes it. Ports grpc-go's `grpc.DialOption`. */
export type DialOption = NewClientOptions;

/** What keeps a connection alive, in milliseconds. Ports grpc-go's `keepalive.ClientParameters`. */
export interface KeepaliveClientParameters {
  /** After how long without any activity the server is pinged. */
  readonly time?: number | undefined;
  /** How long an answer is waited for, before the connection is closed. */
  readonly timeout?: number | undefined;
  /** Whether pings are sent though there is no call. */
  readonly permitWithoutStream?: boolean | undefined;
}

/**
 * Says how the connections are made secure, or not: `credentials.createInsecure()`. `serverNameOverride` is the name that the
 * certificate of the server is checked against, and the `:authority` of the calls, in place of that of the target.
 *
 * Ports grpc-go's `grpc.WithTransportCredentials`.
 */
export function withTransportCredentials(
  credentials: ChannelCredentials,
  serverNameOverride?: string,
): DialOption {
  const where = 'stub: withTransportCredentials';
  if (credentials === undefined) throw wrongType(`${where}: credentials`, 'ChannelCredentials', credentials);
  validateCredentials(where, credentials);
  if (serverNameOverride === undefined) return { credentials };
  mustBeText(`${where}: serverNameOverride`, serverNameOverride);
  const channelOptions = {
    'grpc.ssl_target_name_override': serverNameOverride,
    'grpc.default_authority': serverNameOverride,
  };
  return { credentials, channelOptions };
}

/**
 * Sends with each call what `creds` gives for it, before what a `PerRPCCredentials` of the call gives. Those that need transport
 * security are refused where the connections have none, when the client is made.
 *
 * Ports grpc-go's `grpc.WithPerRPCCredentials`.
 *
 * @throws TypeError if `creds` is not credentials.
 */
export function withPerRPCCredentials(creds: Credentials): DialOption {
  return { perRPCCredentials: [mustBeCredentials('stub: withPerRPCCredentials', creds)] };
}

/**
 * Has `builders` make the resolvers of the targets that have their schemes.
 *
 * Ports grpc-go's `grpc.WithResolvers`.
 *
 * @throws TypeError if a builder is not one, or has a scheme that grpc-js resolves itself.
 */
export function withResolvers(...resolvers: ResolverBuilder[]): DialOption {
  for (const builder of resolvers) validateOwnBuilder('stub: withResolvers', builder);
  return { resolvers };
}

/**
 * Puts interceptors before unary calls, the first outermost. Ports grpc-go's `grpc.WithChainUnaryInterceptor`.
 *
 * @throws TypeError if one is not a function.
 */
export function withChainUnaryInterceptor(...unaryInterceptors: UnaryClientInterceptor[]): DialOption {
  return validateInterceptors('stub: withChainUnaryInterceptor', { unaryInterceptors });
}

/**
 * Puts interceptors before all other calls, the first outermost. Ports grpc-go's `grpc.WithChainStreamInterceptor`.
 *
 * @throws TypeError if one is not a function.
 */
export function withChainStreamInterceptor(...streamInterceptors: StreamClientInterceptor[]): DialOption {
  return validateInterceptors('stub: withChainStreamInterceptor', { streamInterceptors });
}

/** Gives each call options, before its own. Ports grpc-go's `grpc.WithDefaultCallOptions`. */
export function withDefaultCallOptions(...defaultCallOptions: CallOption[]): DialOption {
  validateCallOptions('stub: withDefaultCallOptions', defaultCallOptions);
  return { defaultCallOptions };
}

/**
 * Gives the channel a service config, in JSON, for a target whose resolver has none. With a `healthCheckConfig` in it, and a policy
 * other than `pick_first`, calls go to servers alone whose health service says `SERVING`.
 *
 * Ports grpc-go's `grpc.WithDefaultServiceConfig`.
 *
 * @throws TypeError if it is not JSON of an object.
 */
export function withDefaultServiceConfig(json: string): DialOption {
  const config = serviceConfig(json);
  if (config.includes(healthCheckedPolicy)) registerHealthCheck();
  return { channelOptions: { 'grpc.service_config': config } };
}

/** Has connections kept alive by pings. Ports grpc-go's `grpc.WithKeepaliveParams`. */
export function withKeepaliveParams(params: KeepaliveClientParameters): DialOption {
  mustBeKnown('stub: withKeepaliveParams: params', params, ['time', 'timeout', 'permitWithoutStream']);
  const { time, timeout, permitWithoutStream } = params;
  mustBeAmounts('withKeepaliveParams', { time, timeout });
  mustBeFlag('stub: withKeepaliveParams: permitWithoutStream', permitWithoutStream);
  return {
    channelOptions: {
      ...(time !== undefined && { 'grpc.keepalive_time_ms': time }),
      ...(timeout !== undefined && { 'grpc.keepalive_timeout_ms': timeout }),
      ...(permitWithoutStream !== undefined && {
        'grpc.keepalive_permit_without_calls': permitWithoutStream ? 1 : 0,
      }),
    },
  };
}

/** Puts a text before grpc-js's own in `user-agent`. Ports grpc-go's `grpc.WithUserAgent`. */
export function withUserAgent(userAgent: string): DialOption {
  mustBeText('stub: withUserAgent: userAgent', userAgent);
  return { channelOptions: { 'grpc.primary_user_agent': userAgent } };
}

/** Sends another `:authority` than that of the target. Ports grpc-go's `grpc.WithAuthority`. */
export function withAuthority(authority: string): DialOption {
  mustBeText('stub: withAuthority: authority', authority);
  return { channelOptions: { 'grpc.default_authority': authority } };
}

const known: ReadonlyArray<keyof NewClientOptions> = [
  'unaryInterceptors',
  'streamInterceptors',
  'defaultCallOptions',
  'credentials',
  'channelOptions',
  'perRPCCredentials',
  'resolvers',
];

/**
 * Returns `options` as one: lists are joined, in order, and of other options the last holds.
 *
 * @throws TypeError if one is unknown.
 */
export function joinOptions(
  where: string,
  options: ReadonlyArray<NewClientOptions | undefined>,
): NewClientOptions {
  let joined: NewClientOptions = {};
  for (const given of options) {
    if (given === undefined) continue;
    if (!holdsOptions(given))
      throw wrongType(`stub: ${where}: an option`, 'made by a function such as withAuthority', given);
    for (const key of Object.keys(given)) {
      if (!known.some((name) => name === key))
        throw new TypeError(
          `stub: ${where}: options must be { ${known.join(', ')} }: got ${JSON.stringify(key)}`,
        );
    }
    validateGiven(`stub: ${where}`, given);
    joined = {
      unaryInterceptors: [...(joined.unaryInterceptors ?? []), ...(given.unaryInterceptors ?? [])],
      streamInterceptors: [...(joined.streamInterceptors ?? []), ...(given.streamInterceptors ?? [])],
      defaultCallOptions: [...(joined.defaultCallOptions ?? []), ...(given.defaultCallOptions ?? [])],
      perRPCCredentials: [...(joined.perRPCCredentials ?? []), ...(given.perRPCCredentials ?? [])],
      resolvers: [...(joined.resolvers ?? []), ...(given.resolvers ?? [])],
      credentials: given.credentials ?? joined.credentials,
      channelOptions: { ...joined.channelOptions, ...given.channelOptions },
    };
  }
  return joined;
}

/**
 * Returns the credentials of the connections.
 *
 * @throws TypeError if there are none, or those of the calls need others.
 */
export function validateDial(
  where: string,
  { credentials, perRPCCredentials = [] }: NewClientOptions,
): ChannelCredentials {
  if (credentials === undefined) {
    throw new TypeError(
      `stub: ${where}: no transport security set: write withTransportCredentials(credentials.createInsecure()) to set none: got a target alone`,
    );
  }
  if (!credentials._isSecure() && perRPCCredentials.some((creds) => creds.requireTransportSecurity())) {
    throw new TypeError(
      `stub: ${where}: the credentials require transport level security: write withTransportCredentials with those of TLS: got an insecure connection`,
    );
  }
  return credentials;
}

/** @throws TypeError if an option has a value of the wrong type. */
function validateGiven(where: string, given: NewClientOptions): void {
  const { unaryInterceptors, streamInterceptors, defaultCallOptions, credentials, channelOptions } = given;
  const { perRPCCredentials, resolvers } = given;
  validateInterceptors(where, { unaryInterceptors, streamInterceptors });
  validateCredentials(where, credentials);
  validateChannelOptions(where, channelOptions);
  mustBeList(`${where}: perRPCCredentials`, perRPCCredentials);
  for (const creds of perRPCCredentials ?? []) mustBeCredentials(`${where}: perRPCCredentials`, creds);
  mustBeList(`${where}: resolvers`, resolvers);
  for (const builder of resolvers ?? []) validateOwnBuilder(where, builder);
  validateCallOptions(where, defaultCallOptions);
}

function validateCallOptions(where: string, given: unknown): void {
  if (given === undefined || (Array.isArray(given) && given.every(isCallOption))) return;
  const got = Array.isArray(given) ? given.find((one) => !isCallOption(one)) : given;
  throw wrongType(`${where}: defaultCallOptions`, 'a list of what functions such as Header return', got);
}
