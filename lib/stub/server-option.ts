import type { ServerCredentials } from '@grpc/grpc-js';
import { mustBeKnown, wrongType } from '../context/internal';
import type { StreamServerInterceptor, UnaryServerInterceptor } from '../grpc';
import { validateInterceptors } from '../grpc/internal';
import { mustBeAmounts, mustBeFlag } from './validate';

/** The combined options of a server. */
export interface ServerSettings {
  /** Those of UnaryInterceptor and StreamInterceptor, which stand before the others. */
  baseUnary: UnaryServerInterceptor | undefined;
  baseStream: StreamServerInterceptor | undefined;
  readonly unaryInterceptors: UnaryServerInterceptor[];
  readonly streamInterceptors: StreamServerInterceptor[];
  /** Options of grpc-js. */
  readonly grpc: { [name: string]: number };
  credentials: ServerCredentials | undefined;
}

/** An option of `newServer`. Ports grpc-go's `grpc.ServerOption`. */
export class ServerOption {
  /** @internal */
  readonly apply: (settings: ServerSettings) => void;

  /** @internal */
  constructor(apply: (settings: ServerSettings) => void) {
    this.apply = apply;
  }
}

/** Returns grpc-go's text. */
function alreadySet(kind: 'unary' | 'stream'): string {
  return `The ${kind} server interceptor was already set and may not be reset.`;
}

/**
 * Sets the interceptor of unary calls that stands before those of `ChainUnaryInterceptor`.
 *
 * Ports grpc-go's `grpc.UnaryInterceptor`.
 *
 * @throws TypeError if it is not a function; from `newServer` if it was set before.
 */
export function UnaryInterceptor(interceptor: UnaryServerInterceptor): ServerOption {
  validateInterceptors('stub: UnaryInterceptor', { unaryInterceptors: [interceptor] });
  return new ServerOption((settings) => {
    if (settings.baseUnary !== undefined) throw new TypeError(alreadySet('unary'));
    settings.baseUnary = interceptor;
  });
}

/**
 * Sets the interceptor of streaming calls that stands before those of `ChainStreamInterceptor`.
 *
 * Ports grpc-go's `grpc.StreamInterceptor`.
 *
 * @throws TypeError if it is not a function; from `newServer` if it was set before.
 */
export function StreamInterceptor(interceptor: StreamServerInterceptor): ServerOption {
  validateInterceptors('stub: StreamInterceptor', { streamInterceptors: [interceptor] });
  return new ServerOption((settings) => {
    if (settings.baseStream !== undefined) throw new TypeError(alreadySet('stream'));
    settings.baseStream = interceptor;
  });
}

/**
 * Adds interceptors of unary calls, after those of options before. The first is the outermost.
 *
 * Ports grpc-go's `grpc.ChainUnaryInterceptor`.
 *
 * @throws TypeError if one is not a function.
 */
export function ChainUnaryInterceptor(...interceptors: UnaryServerInterceptor[]): ServerOption {
  validateInterceptors('stub: ChainUnaryInterceptor', { unaryInterceptors: interceptors });
  return new ServerOption(({ unaryInterceptors }) => unaryInterceptors.push(...interceptors));
}

/**
 * Adds interceptors of streaming calls, after those of options before. The first is the outermost.
 *
 * Ports grpc-go's `grpc.ChainStreamInterceptor`.
 *
 * @throws TypeError if one is not a function.
 */
export function ChainStreamInterceptor(...interceptors: StreamServerInterceptor[]): ServerOption {
  validateInterceptors('stub: ChainStreamInterceptor', { streamInterceptors: interceptors });
  return new ServerOption(({ streamInterceptors }) => streamInterceptors.push(...interceptors));
}

/**
 * Sets the credentials of connections; without, they are insecure.
 *
 * Ports grpc-go's `grpc.Creds`.
 *
 * @throws TypeError if `credentials` are none.
 */
export function Creds(credentials: ServerCredentials): ServerOption {
  if (typeof credentials?._isSecure !== 'function')
    // of any copy of grpc-js
    throw wrongType('stub: Creds: credentials', 'ServerCredentials', credentials);
  return new ServerOption((settings) => {
    settings.credentials = credentials;
  });
}

/**
 * How long connections live, and how a dead one is detected; all in milliseconds. Ports grpc-go's
 * `keepalive.ServerParameters`.
 */
export interface KeepaliveServerParameters {
  readonly maxConnectionIdle?: number | undefined;
  readonly maxConnectionAge?: number | undefined;
  readonly maxConnectionAgeGrace?: number | undefined;
  readonly time?: number | undefined;
  readonly timeout?: number | undefined;
}

/** Ports grpc-go's `grpc.KeepaliveParams`. */
export function KeepaliveParams(params: KeepaliveServerParameters): ServerOption {
  mustBeKnown('stub: KeepaliveParams: params', params, [
    'maxConnectionIdle',
    'maxConnectionAge',
    'maxConnectionAgeGrace',
    'time',
    'timeout',
  ] satisfies Array<keyof KeepaliveServerParameters>);
  return numbers('KeepaliveParams', {
    'grpc.max_connection_idle_ms': params.maxConnectionIdle,
    'grpc.max_connection_age_ms': params.maxConnectionAge,
    'grpc.max_connection_age_grace_ms': params.maxConnectionAgeGrace,
    'grpc.keepalive_time_ms': params.time,
    'grpc.keepalive_timeout_ms': params.timeout,
  });
}

/** How often a client may ping, in milliseconds. Ports grpc-go's `keepalive.EnforcementPolicy`. */
export interface KeepaliveEnforcement {
  readonly minTime?: number | undefined;
  readonly permitWithoutStream?: boolean | undefined;
}

/**
 * Says how often a client may ping. grpc-js takes any number of pings: the policy is not enforced, which a warning of the
 * process says once.
 *
 * Ports grpc-go's `grpc.KeepaliveEnforcementPolicy`.
 */
export function KeepaliveEnforcementPolicy(policy: KeepaliveEnforcement): ServerOption {
  mustBeKnown('stub: KeepaliveEnforcementPolicy: policy', policy, ['minTime', 'permitWithoutStream']);
  mustBeAmounts('KeepaliveEnforcementPolicy', { minTime: policy.minTime });
  mustBeFlag('stub: KeepaliveEnforcementPolicy: permitWithoutStream', policy.permitWithoutStream);
  return new ServerOption(() => {
    process.emitWarning('stub: KeepaliveEnforcementPolicy: grpc-js takes any number of pings');
  });
}

/** Sets the largest request in bytes; it is 4 MiB without. Ports grpc-go's `grpc.MaxRecvMsgSize`. */
export function MaxRecvMsgSize(bytes: number): ServerOption {
  if (bytes === undefined) throw wrongType('stub: MaxRecvMsgSize: bytes', 'a number of 0 or more', bytes);
  return numbers('MaxRecvMsgSize', { 'grpc.max_receive_message_length': bytes });
}

/** Sets the largest response in bytes; there is no limit without. Ports grpc-go's `grpc.MaxSendMsgSize`. */
export function MaxSendMsgSize(bytes: number): ServerOption {
  if (bytes === undefined) throw wrongType('stub: MaxSendMsgSize: bytes', 'a number of 0 or more', bytes);
  return numbers('MaxSendMsgSize', { 'grpc.max_send_message_length': bytes });
}

/** Sets how many calls one connection may have at a time. Ports grpc-go's `grpc.MaxConcurrentStreams`. */
export function MaxConcurrentStreams(calls: number): ServerOption {
  if (calls === undefined)
    throw wrongType('stub: MaxConcurrentStreams: calls', 'a number of 0 or more', calls);
  return numbers('MaxConcurrentStreams', { 'grpc.max_concurrent_streams': calls });
}

/** Returns an option that sets those of `options` that are there. */
function numbers(name: string, options: { readonly [name: string]: number | undefined }): ServerOption {
  mustBeAmounts(name, options);
  const own: { [name: string]: number } = {};
  for (const [option, value] of Object.entries(options)) {
    if (value === undefined) continue;
    own[option] = value;
  }
  return new ServerOption(({ grpc }) => Object.assign(grpc, own));
}
