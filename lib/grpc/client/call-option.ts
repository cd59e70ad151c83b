import { types } from 'node:util';
import { kindOf, safely } from '../../context/internal';
import type { MD } from '../../metadata';
import type { Peer as PeerInfo } from '../../peer';
import { type CallSetting, type EmptyCallOption, settingKinds } from './call-setting';

/** Fills `md` with the header of the response. See `Header`. */
export interface HeaderCallOption {
  readonly kind: 'header';
  readonly md: MD;
}

/** Fills `md` with the trailer of the response. See `Trailer`. */
export interface TrailerCallOption {
  readonly kind: 'trailer';
  readonly md: MD;
}

/** Fills `peer` with what is known of the server. See `Peer`. */
export interface PeerCallOption {
  readonly kind: 'peer';
  readonly peer: PeerInfo;
}

/** Calls `f` when the call has ended. See `OnFinish`. */
export interface OnFinishCallOption {
  readonly kind: 'onFinish';
  readonly f: (error: Error | undefined) => void;
}

/**
 * An option of one call of a Go-shaped client, in addition to its context and request. An interceptor may look at
 * the options and add its own.
 *
 * Ports grpc-go's `grpc.CallOption`.
 */
export type CallOption =
  | HeaderCallOption
  | TrailerCallOption
  | PeerCallOption
  | OnFinishCallOption
  | CallSetting
  | EmptyCallOption;

/**
 * Returns an option that fills `md` with the header of the response, in place of what it held, before the call settles,
 * whether it succeeds or fails. A response without a header leaves `md` empty; a call that never started leaves it alone.
 *
 * Ports grpc-go's `grpc.Header`.
 *
 * @throws TypeError if `md` is not an MD.
 */
export function Header(md: MD): HeaderCallOption {
  return { kind: 'header', md: fillable('grpc: Header: md', md, validateTargetMD) };
}

/**
 * Returns an option that fills `md` with the trailer of the response, in place of what it held, before the call settles,
 * whether it succeeds or fails. A call that never started leaves it alone.
 *
 * Ports grpc-go's `grpc.Trailer`.
 *
 * @throws TypeError if `md` is not an MD.
 */
export function Trailer(md: MD): TrailerCallOption {
  return { kind: 'trailer', md: fillable('grpc: Trailer: md', md, validateTargetMD) };
}

/**
 * Returns an option that fills `peer` with what is known of the server, before the call settles, whether it succeeds or
 * fails. A call that never started leaves it alone.
 *
 * Ports grpc-go's `grpc.Peer`.
 *
 * @throws TypeError if `peer` is not a Peer that can be filled.
 */
export function Peer(peer: PeerInfo): PeerCallOption {
  return { kind: 'peer', peer: fillable('grpc: Peer: peer', peer, validateTargetPeer) };
}

/**
 * Returns an option that has `f` called once when the call has ended, a call that never started included: with
 * `undefined` if it succeeded, else with its error. The other options have been filled by then. What `f` throws is reported
 * as a warning of the process, as the call is over.
 *
 * Ports grpc-go's `grpc.OnFinish`.
 *
 * @throws TypeError if `f` is not a function.
 */
export function OnFinish(f: (error: Error | undefined) => void): OnFinishCallOption {
  if (typeof f === 'function') return { kind: 'onFinish', f };
  throw new TypeError(`grpc: OnFinish: f must be a function: got ${f === null ? 'null' : typeof f}`);
}

const kinds = new Set<unknown>(['header', 'trailer', 'peer', 'onFinish', ...settingKinds] satisfies Array<
  CallOption['kind']
>);

/** Reports whether `x` is an option of a call. */
export function isCallOption(x: unknown): x is CallOption {
  return safely(() => typeof x === 'object' && x !== null && 'kind' in x && kinds.has(x.kind), false);
}

/** Returns why `x` is not an MD that can be filled, for the end of an error text; `undefined` if it is one. */
export function validateTargetMD(x: unknown): string | undefined {
  if (!types.isMap(x)) return `must be an MD: got ${kindOf(x)}`; // what is a Proxy of one is none
  return 'append' in x && 'bytes' in x ? undefined : 'must be an MD: got a Map';
}

/** Returns why `x` is not a Peer that can be filled, for the end of an error text; `undefined` if it is one. */
export function validateTargetPeer(x: unknown): string | undefined {
  const has = () => typeof x === 'object' && x !== null && 'addr' in x && 'localAddr' in x && 'authInfo' in x;
  if (!safely(has, false)) return `must be a Peer: got ${kindOf(x)}`;
  return safely(() => Object.isFrozen(x), true)
    ? 'must be a Peer that can be filled: got one that is frozen'
    : undefined;
}

/**
 * Returns `target`. `where` begins the text of an error.
 *
 * @throws TypeError if it cannot be filled.
 */
export function fillable<T>(
  where: string,
  target: T,
  validateTarget: (target: unknown) => string | undefined,
): T {
  const fault = validateTarget(target);
  if (fault === undefined) return target;
  throw new TypeError(`${where} ${fault}`);
}
