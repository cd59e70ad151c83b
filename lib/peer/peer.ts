import type { Context } from '../context';
import { contextOf, mustBeKnown, reservedKey, withReservedValue, wrongType } from '../context/internal';

/** A network address. Ports Go's `net.Addr`. */
export interface Addr {
  /** `tcp` or `unix`. */
  readonly network: string;
  /** Returns the address in text: `127.0.0.1:50051`, `[::1]:50051`, a path. */
  toString(): string;
}

/** What is known of a peer by its credentials. Ports grpc-go's `credentials.AuthInfo`. */
export interface AuthInfo {
  /** Names the kind of credentials: `tls`. */
  authType(): string;
}

/**
 * Peer is what is known of the other end of a call.
 *
 * Ports grpc-go's `peer.Peer`.
 */
export class Peer {
  /** The address of the peer; `undefined` if it is not known. */
  addr: Addr | undefined;
  /** The address at which this process is connected to it; `undefined` if it is not known. */
  localAddr: Addr | undefined;
  /** What its credentials tell; `undefined` if the connection is not secure. */
  authInfo: AuthInfo | undefined;

  /** @throws TypeError if `init` is not an object, or has another name. */
  constructor(init: Partial<Pick<Peer, 'addr' | 'localAddr' | 'authInfo'>> = {}) {
    mustBeKnown('peer: Peer: init', init, ['addr', 'localAddr', 'authInfo'] satisfies Array<keyof Peer>);
    this.addr = init.addr;
    this.localAddr = init.localAddr;
    this.authInfo = init.authInfo;
  }

  /** Returns `Peer{Addr: '1.2.3.4:5', LocalAddr: <nil>, AuthInfo: 'tls'}`. Ports grpc-go's `Peer.String`. */
  toString(): string {
    const addr = quoted(this.addr?.toString());
    const localAddr = quoted(this.localAddr?.toString());
    const authInfo = quoted(this.authInfo?.authType());
    return `Peer{Addr: ${addr}, LocalAddr: ${localAddr}, AuthInfo: ${authInfo}}`;
  }
}

function quoted(text: string | undefined): string {
  return text === undefined ? '<nil>' : `'${text}'`;
}

/** The key of the peer. */
export const peerKey = reservedKey<Peer | undefined>('peer.peerKey');

/**
 * Returns a context derived from `ctx` with `peer`, in place of the one it had. Adapters do this for a handler.
 *
 * Ports grpc-go's `peer.NewContext`.
 *
 * @throws TypeError if `ctx` is not a context or `peer` is not a peer.
 */
export function newContext(ctx: Context | undefined, peer: Peer | undefined): Context;
export function newContext(peer: Peer | undefined): Context;
export function newContext(...args: [Context | undefined, Peer | undefined] | [Peer | undefined]): Context {
  const where = 'peer: newContext';
  const [ctx, peer] = args.length === 1 ? [undefined, args[0]] : args;
  const there = contextOf(where, ctx);
  const isPeer = peer === undefined || (typeof peer === 'object' && peer !== null && 'addr' in peer);
  if (!isPeer) throw wrongType(`${where}: peer`, 'a Peer', peer);
  return withReservedValue(where, there, peerKey, peer);
}

/**
 * Returns the peer of the call that `ctx` belongs to, or `undefined` if it belongs to none. In a handler it is the
 * client.
 *
 * Ports grpc-go's `peer.FromContext`.
 *
 * @throws TypeError if `ctx` is not a context.
 */
export function fromContext(ctx?: Context): Peer | undefined {
  return contextOf('peer: fromContext', ctx).value(peerKey);
}
