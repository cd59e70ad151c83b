import type { Context } from '../../context';
import { kindOf, wrongType } from '../../context/internal';

/** Has a call wait for a connection. See `WaitForReady`. */
export interface WaitForReadyCallOption {
  readonly kind: 'waitForReady';
  readonly wait: boolean;
}

/** Sends credentials with a call. See `PerRPCCredentials`. */
export interface PerRPCCredentialsCallOption {
  readonly kind: 'perRPCCredentials';
  readonly creds: Credentials;
  /** Whether they are those of the channel: they come before those of the call, and do not replace them. */
  readonly isOfChannel?: boolean | undefined;
}

/** Limits the size of a message. See `MaxCallRecvMsgSize` and `MaxCallSendMsgSize`. */
export interface MaxMsgSizeCallOption {
  readonly kind: 'maxRecvMsgSize' | 'maxSendMsgSize';
  readonly bytes: number;
}

/** Compresses what a call sends. See `UseCompressor`. */
export interface CompressorCallOption {
  readonly kind: 'compressor';
  readonly name: string;
}

/** Names the codec of a call. See `CallContentSubtype`. */
export interface ContentSubtypeCallOption {
  readonly kind: 'contentSubtype';
  readonly subtype: string;
}

/** An option that says how a call is made; the others ask for its response. */
export type CallSetting =
  | WaitForReadyCallOption
  | PerRPCCredentialsCallOption
  | MaxMsgSizeCallOption
  | CompressorCallOption
  | ContentSubtypeCallOption;

/** The kinds of these, and that of user-defined options. */
export const settingKinds = [
  'waitForReady',
  'perRPCCredentials',
  'maxRecvMsgSize',
  'maxSendMsgSize',
  'compressor',
  'contentSubtype',
  'empty',
] as const satisfies ReadonlyArray<(CallSetting | EmptyCallOption)['kind']>;

/**
 * The base of user-defined options, which an interceptor takes out: at the end of the chain it does nothing.
 *
 * Ports grpc-go's `grpc.EmptyCallOption`.
 */
export class EmptyCallOption {
  readonly kind = 'empty';
}

/** What credentials get to know of a call. Ports grpc-go's `credentials.RequestInfo`, which its context has. */
export interface RequestInfo {
  /** The method that is called, `/package.Service/Method`. */
  readonly method: string;
}

/**
 * Credentials that are sent with each call, as metadata.
 *
 * Ports grpc-go's `credentials.PerRPCCredentials`.
 */
export interface Credentials {
  /**
   * Returns the metadata of a call: names and values. `ctx` is the context of the call, and current; `uri` is the service
   * that is called, `https://host/package.Service`.
   */
  getRequestMetadata(
    ctx: Context,
    uri: string,
    info: RequestInfo,
  ): Promise<Readonly<Record<string, string>>> | Readonly<Record<string, string>>;
  /** Reports whether they may be sent over a secure connection alone. */
  requireTransportSecurity(): boolean;
}

/**
 * Returns an option that has a call wait until the channel is connected, where it would otherwise fail at once while the
 * channel is not. The deadline of the context holds.
 *
 * Ports grpc-go's `grpc.WaitForReady`.
 *
 * @throws TypeError if `wait` is not a boolean.
 */
export function WaitForReady(wait: boolean): WaitForReadyCallOption {
  if (typeof wait !== 'boolean') throw wrong('WaitForReady', 'wait', 'a boolean', wait);
  return { kind: 'waitForReady', wait };
}

/**
 * Returns an option that sends what `creds` gives with a call, after the credentials of the channel and before the metadata
 * of the caller.
 *
 * Ports grpc-go's `grpc.PerRPCCredentials`.
 *
 * @throws TypeError if `creds` is not credentials.
 */
export function PerRPCCredentials(creds: Credentials): PerRPCCredentialsCallOption {
  return { kind: 'perRPCCredentials', creds: mustBeCredentials('grpc: PerRPCCredentials', creds) };
}

/** @throws TypeError if `creds` is not credentials. `where` begins the text, which shows nothing of them. */
export function mustBeCredentials(where: string, creds: Credentials): Credentials {
  if (typeof creds?.getRequestMetadata === 'function' && typeof creds.requireTransportSecurity === 'function')
    return creds;
  throw wrongType(`${where}: creds`, 'credentials', creds);
}

/**
 * Returns an option that refuses a response message of more than `bytes`. The channel has a limit too, its option
 * `grpc.max_receive_message_length`, which this cannot raise: a call with more fails with a `TypeError`.
 *
 * Ports grpc-go's `grpc.MaxCallRecvMsgSize`.
 *
 * @throws TypeError if `bytes` is not a whole number of 0 or more.
 */
export function MaxCallRecvMsgSize(bytes: number): MaxMsgSizeCallOption {
  return { kind: 'maxRecvMsgSize', bytes: mustBeSize('MaxCallRecvMsgSize', bytes) };
}

/**
 * Returns an option that refuses to send a message of more than `bytes`. The channel may have a limit too, its option
 * `grpc.max_send_message_length`, which this cannot raise: a call with more fails with a `TypeError`.
 *
 * Ports grpc-go's `grpc.MaxCallSendMsgSize`.
 *
 * @throws TypeError if `bytes` is not a whole number of 0 or more.
 */
export function MaxCallSendMsgSize(bytes: number): MaxMsgSizeCallOption {
  return { kind: 'maxSendMsgSize', bytes: mustBeSize('MaxCallSendMsgSize', bytes) };
}

/**
 * Returns an option that compresses what a call sends: with `gzip` or `deflate`, or not at all with `identity`.
 *
 * Ports grpc-go's `grpc.UseCompressor`.
 *
 * @throws TypeError if `name` is none of these.
 */
export function UseCompressor(name: string): CompressorCallOption {
  if (name !== 'gzip' && name !== 'deflate' && name !== 'identity')
    throw wrong('UseCompressor', 'name', '"gzip", "deflate" or "identity"', name);
  return { kind: 'compressor', name };
}

/**
 * Returns an option that names the codec of a call, `application/grpc+<subtype>`.
 *
 * Ports grpc-go's `grpc.CallContentSubtype`.
 *
 * @throws TypeError if `subtype` is not a string.
 */
export function CallContentSubtype(subtype: string): ContentSubtypeCallOption {
  if (typeof subtype !== 'string') throw wrong('CallContentSubtype', 'subtype', 'a string', subtype);
  return { kind: 'contentSubtype', subtype: subtype.toLowerCase() };
}

function mustBeSize(name: string, bytes: number): number {
  if (Number.isSafeInteger(bytes) && bytes >= 0) return bytes;
  throw wrong(name, 'bytes', 'a whole number of 0 or more', bytes);
}

function wrong(name: string, argument: string, what: string, got: unknown): TypeError {
  const text = typeof got === 'number' ? got : kindOf(got);
  return new TypeError(`grpc: ${name}: ${argument} must be ${what}: got ${text}`);
}
