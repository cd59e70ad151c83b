import type { ServerCredentials } from '@grpc/grpc-js';
import { kindOf, mustBeFlag, mustBeKnown, wrongType } from '../context/internal';
import type { StreamServerInterceptor, UnaryServerInterceptor } from '../grpc';
import { validateInterceptors } from '../grpc/internal';
import type { SessionPolicy } from '../wire/internal';
import { mustBeAmounts } from './validate';

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
  /** What grpc-js has no option for. */
  sessions: SessionPolicy;
}

/** An option of `newServer`. Ports grpc-go's `grpc.ServerOption`. */
export class ServerOption {
  /** No other value is an option, whatever it has. */
  readonly kind = 'serverOption';
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
  if (typeof credentials?._isSecure !== 'function' || 'compose' in credentials)
    // of any copy of grpc-js; those of a channel can be composed
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
 * Closes connections whose clients ping too often, with the GOAWAY that Go's clients know. Without this option any number of pings is taken,
 * where Go has a policy of its own. `minTime` is five minutes without.
 *
 * Ports grpc-go's `grpc.KeepaliveEnforcementPolicy`.
 */
export function KeepaliveEnforcementPolicy(policy: KeepaliveEnforcement): ServerOption {
  mustBeKnown('stub: KeepaliveEnforcementPolicy: policy', policy, ['minTime', 'permitWithoutStream']);
  const { minTime = 5 * 60 * 1000, permitWithoutStream = false } = policy;
  mustBeAmounts('KeepaliveEnforcementPolicy', { minTime });
  mustBeFlag('stub: KeepaliveEnforcementPolicy: permitWithoutStream', policy.permitWithoutStream);
  return sessions({ pings: { minTime, permitWithoutStream } });
}

/**
 * Sets how many bytes of a stream a client may send before they are read; 64 KiB without. What is less than that leaves it so.
 *
 * Ports grpc-go's `grpc.InitialWindowSize`.
 */
export function InitialWindowSize(bytes: number): ServerOption {
  return sessions({ streamWindow: windowSize('InitialWindowSize', bytes) });
}

/**
 * Sets how many bytes of all streams of a connection a client may send before they are read; 64 KiB without. What is less than that leaves it
 * so.
 *
 * Ports grpc-go's `grpc.InitialConnWindowSize`.
 */
export function InitialConnWindowSize(bytes: number): ServerOption {
  return sessions({ connectionWindow: windowSize('InitialConnWindowSize', bytes) });
}

const [leastWindow, mostWindow] = [65_535, 2 ** 31 - 1]; // HTTP/2's

function windowSize(name: string, bytes: number): number | undefined {
  if (Number.isInteger(bytes) && bytes >= 0 && bytes <= mostWindow)
    return bytes < leastWindow ? undefined : bytes;
  const got = typeof bytes === 'number' ? bytes : kindOf(bytes);
  throw new TypeError(`stub: ${name}: bytes must be a whole number from 0 to ${mostWindow}: got ${got}`);
}

function sessions(own: SessionPolicy): ServerOption {
  return new ServerOption((settings) => {
    settings.sessions = { ...settings.sessions, ...own };
  });
}

/** Sets the largest request in bytes; it is 4 MiB without. Ports grpc-go's `grpc.MaxRecvMsgSize`. */
export function MaxRecvMsgSize(bytes: number): ServerOption {
  mustBeGiven('MaxRecvMsgSize: bytes', bytes);
  return numbers('MaxRecvMsgSize', { 'grpc.max_receive_message_length': bytes });
}

/** Sets the largest response in bytes; there is no limit without. Ports grpc-go's `grpc.MaxSendMsgSize`. */
export function MaxSendMsgSize(bytes: number): ServerOption {
  mustBeGiven('MaxSendMsgSize: bytes', bytes);
  return numbers('MaxSendMsgSize', { 'grpc.max_send_message_length': bytes });
}

const unlimited = 2 ** 32 - 1; // HTTP/2's largest number

/**
 * Sets how many calls one connection may have at a time; 0 is no limit.
 *
 * Ports grpc-go's `grpc.MaxConcurrentStreams`.
 *
 * @throws TypeError if `calls` is not a whole number, or more than HTTP/2 can tell.
 */
export function MaxConcurrentStreams(calls: number): ServerOption {
  const got = typeof calls === 'number' ? calls : kindOf(calls);
  if (!Number.isInteger(calls) || calls < 0 || calls > unlimited) {
    throw new TypeError(
      `stub: MaxConcurrentStreams: calls must be a whole number from 0 to ${unlimited}: got ${got}`,
    );
  }
  return numbers('MaxConcurrentStreams', { 'grpc.max_concurrent_streams': calls === 0 ? unlimited : calls });
}

function mustBeGiven(name: string, amount: number | undefined): void {
  if (amount === undefined) throw wrongType(`stub: ${name}`, 'a number of 0 or more', amount);
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
