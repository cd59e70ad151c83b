import type { MD } from '../../metadata';
import type { Peer as PeerInfo } from '../../peer';

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
 * What a caller of a Go-shaped client says of one call, beside its context and request. An interceptor may look at the
 * options and add its own.
 *
 * Ports grpc-go's `grpc.CallOption`.
 */
export type CallOption = HeaderCallOption | TrailerCallOption | PeerCallOption | OnFinishCallOption;

/**
 * Returns an option that fills `md` with the header of the response, in place of what it held, before the call settles,
 * whether it succeeds or fails. A response without a header leaves `md` empty; a call that never started leaves it alone.
 *
 * Ports grpc-go's `grpc.Header`.
 */
export function Header(md: MD): CallOption {
  return { kind: 'header', md };
}

/**
 * Returns an option that fills `md` with the trailer of the response, in place of what it held, before the call settles,
 * whether it succeeds or fails. A call that never started leaves it alone.
 *
 * Ports grpc-go's `grpc.Trailer`.
 */
export function Trailer(md: MD): CallOption {
  return { kind: 'trailer', md };
}

/**
 * Returns an option that fills `peer` with what is known of the server, before the call settles, whether it succeeds or
 * fails. A call that never started leaves it alone.
 *
 * Ports grpc-go's `grpc.Peer`.
 */
export function Peer(peer: PeerInfo): CallOption {
  return { kind: 'peer', peer };
}

/**
 * Returns an option that has `f` called once when the call has ended, a call that never started included: with
 * `undefined` if it succeeded, else with its error. The other options have been filled by then.
 *
 * Ports grpc-go's `grpc.OnFinish`.
 */
export function OnFinish(f: (error: Error | undefined) => void): CallOption {
  return { kind: 'onFinish', f };
}

/** How a call ended, for its options. */
export interface Outcome {
  /** Undefined if the call never started. */
  readonly response?: {
    /** Undefined if the response was a trailer alone. */
    readonly header: MD | undefined;
    readonly trailer: MD;
    readonly peer: PeerInfo;
  };
  /** Undefined if the call succeeded. */
  readonly error: Error | undefined;
}

/** Fills what the options of a call are to be filled with, then calls what is to be called. */
export function finish(options: readonly CallOption[], { response, error }: Outcome): void {
  for (const option of options) {
    if (response === undefined) break;
    if (option.kind === 'header') replace(option.md, response.header);
    else if (option.kind === 'trailer') replace(option.md, response.trailer);
    else if (option.kind === 'peer') Object.assign(option.peer, response.peer);
  }
  for (const option of options) if (option.kind === 'onFinish') option.f(error);
}

function replace(md: MD, by: MD | undefined): void {
  md.clear();
  for (const [key, values] of by ?? []) md.set(key, values);
}
