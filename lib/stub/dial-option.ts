import type { ChannelCredentials, ChannelOptions } from '@grpc/grpc-js';
import type {
  CallOption,
  ClientInterceptors,
  StreamClientInterceptor,
  UnaryClientInterceptor,
} from '../grpc';

/** Options of newClient. */
export interface NewClientOptions extends ClientInterceptors {
  /** The options of each call, before its own. Ports grpc-go's `grpc.WithDefaultCallOptions`. */
  readonly defaultCallOptions?: readonly CallOption[] | undefined;
  /** How the connections to a target are made secure, or not. Ports grpc-go's `grpc.WithTransportCredentials`. */
  readonly credentials?: ChannelCredentials | undefined;
  /** grpc-js's options of the channel to a target. */
  readonly channelOptions?: ChannelOptions | undefined;
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

/** Says how the connections are made secure, or not: `credentials.createInsecure()`. Ports grpc-go's `grpc.WithTransportCredentials`. */
export function withTransportCredentials(credentials: ChannelCredentials): DialOption {
  return { credentials };
}

/** Puts interceptors before unary calls, the first outermost. Ports grpc-go's `grpc.WithChainUnaryInterceptor`. */
export function withChainUnaryInterceptor(...unaryInterceptors: UnaryClientInterceptor[]): DialOption {
  return { unaryInterceptors };
}

/** Puts interceptors before all other calls, the first outermost. Ports grpc-go's `grpc.WithChainStreamInterceptor`. */
export function withChainStreamInterceptor(...streamInterceptors: StreamClientInterceptor[]): DialOption {
  return { streamInterceptors };
}

/** Gives each call options, before its own. Ports grpc-go's `grpc.WithDefaultCallOptions`. */
export function withDefaultCallOptions(...defaultCallOptions: CallOption[]): DialOption {
  return { defaultCallOptions };
}

/** Gives the channel a service config, in JSON, for a target whose resolver has none. Ports grpc-go's `grpc.WithDefaultServiceConfig`. */
export function withDefaultServiceConfig(json: string): DialOption {
  return { channelOptions: { 'grpc.service_config': json } };
}

/** Has connections kept alive by pings. Ports grpc-go's `grpc.WithKeepaliveParams`. */
export function withKeepaliveParams({
  time,
  timeout,
  permitWithoutStream,
}: KeepaliveClientParameters): DialOption {
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

/** Puts a word before grpc-js's own in `user-agent`. Ports grpc-go's `grpc.WithUserAgent`. */
export function withUserAgent(userAgent: string): DialOption {
  return { channelOptions: { 'grpc.primary_user_agent': userAgent } };
}

/** Sends another `:authority` than that of the target. Ports grpc-go's `grpc.WithAuthority`. */
export function withAuthority(authority: string): DialOption {
  return { channelOptions: { 'grpc.default_authority': authority } };
}

const known: ReadonlyArray<keyof NewClientOptions> = [
  'unaryInterceptors',
  'streamInterceptors',
  'defaultCallOptions',
  'credentials',
  'channelOptions',
];

/**
 * Returns `options` as one: lists are joined, in order, and of what can be there once the last holds.
 *
 * @throws TypeError if one is unknown.
 */
export function joinOptions(options: ReadonlyArray<NewClientOptions | undefined>): NewClientOptions {
  let joined: NewClientOptions = {};
  for (const given of options) {
    if (given === undefined) continue;
    if (typeof given !== 'object' || given === null || Array.isArray(given))
      throw new TypeError(
        `stub: newClient: an option must be made by a function such as withAuthority: got ${typeof given}`,
      );
    for (const key of Object.keys(given)) {
      if (!known.some((name) => name === key))
        throw new TypeError(
          `stub: newClient: options must be { ${known.join(', ')} }: got ${JSON.stringify(key)}`,
        );
    }
    joined = {
      unaryInterceptors: [...(joined.unaryInterceptors ?? []), ...(given.unaryInterceptors ?? [])],
      streamInterceptors: [...(joined.streamInterceptors ?? []), ...(given.streamInterceptors ?? [])],
      defaultCallOptions: [...(joined.defaultCallOptions ?? []), ...(given.defaultCallOptions ?? [])],
      credentials: given.credentials ?? joined.credentials,
      channelOptions: { ...joined.channelOptions, ...given.channelOptions },
    };
  }
  return joined;
}
