import { type Context, key, withValue } from '../context';
import { contextOf } from '../context/internal';
import { valueFromIncomingContext } from '../metadata';
import { lower } from '../metadata/internal';
import { fromContext } from '../peer';
import { mustBeCount, mustBeOptions, mustBeStrings } from './check';
import type { ServerInterceptor } from './in-order';
import { addressIn, TrustedPeers } from './trusted-peers';

/** Options of `realip`. */
export interface RealipOptions {
  /**
   * The proxies that are trusted, by addresses (`::1`) and networks (`10.0.0.0/8`). An empty list trusts nobody. A proxy
   * without an IP address, as one on a Unix socket, is not trusted.
   */
  readonly trustedPeers: readonly string[];
  /**
   * The keys to look at, first to last: `x-forwarded-for`, `x-real-ip`. Name those alone that the proxies set anew or add
   * to: what they let through is set by the client.
   */
  readonly headers: readonly string[];
  /** Proxies further away, which `trustedPeers` does not name: what they added to a list counts, and they are not the client. */
  readonly trustedProxies?: readonly string[] | undefined;
  /** How many addresses at the end of `x-forwarded-for` are those of proxies, whatever they are; 0 if it is left out. */
  readonly trustedProxiesCount?: number | undefined;
}

const addressKey = key<string>('interceptors.realip');

/**
 * Returns the IP address that the call of `ctx` comes from, or `undefined` if it is not known or the interceptor
 * `realip` did not see the call.
 *
 * Ports go-grpc-middleware's `realip.FromContext`.
 *
 * @throws TypeError if `ctx` is not a context.
 */
export function realipFromContext(ctx?: Context): string | undefined {
  return contextOf('interceptors: realipFromContext', ctx).value(addressKey);
}

/**
 * Returns a server interceptor that finds out from which IP address a call comes. That is the address of the peer,
 * unless it is a proxy that is trusted: then it is the value of the first of the headers that is there. Of a list of
 * addresses it is the last one that is not a trusted proxy, since each proxy can vouch for the one before it alone.
 *
 * Ports go-grpc-middleware's `realip`.
 *
 * @throws TypeError if `trustedPeers`, `trustedProxies` or `headers` is not a list of strings.
 * @throws RangeError if one of them is neither an address nor a network, or `trustedProxiesCount` is not a whole number of 0 or more.
 */
export function realip(options: RealipOptions): ServerInterceptor {
  mustBeOptions('realip: options', options, [
    'trustedPeers',
    'headers',
    'trustedProxies',
    'trustedProxiesCount',
  ]);
  const { trustedPeers, headers, trustedProxies = [], trustedProxiesCount: count = 0 } = options;
  mustBeStrings('realip: trustedProxies', trustedProxies);
  mustBeStrings('realip: headers', headers);
  mustBeCount('realip: trustedProxiesCount', count);
  const peers = new TrustedPeers(trustedPeers);
  const proxies = new TrustedPeers([...trustedPeers, ...trustedProxies]);
  const names = headers.map(lower);
  /** Walks from `peer` back to the first address that is not trusted, as far as the hops are known. */
  const clientOf = (ctx: Context, peer: string): string => {
    const told = hopsOf(ctx, names, count);
    let client = peer;
    do {
      const before = addressIn(told.pop() ?? '');
      if (before === undefined) break;
      client = before;
    } while (proxies.has(client));
    return client;
  };
  const enter = (ctx: Context): Context => {
    const peer = addressIn(fromContext(ctx)?.addr?.toString() ?? '');
    return peer === undefined
      ? ctx
      : withValue(ctx, addressKey, peers.has(peer) ? clientOf(ctx, peer) : peer);
  };
  return {
    unary: async (ctx, req, _, handler) => handler(enter(ctx), req),
    stream: async (srv, stream, _, handler) => handler(srv, { ...stream, context: enter(stream.context) }),
  };
}

/** Returns the addresses in the first of the headers that is there, without those of `count` proxies. */
function hopsOf(ctx: Context, names: readonly string[], count: number): string[] {
  for (const name of names) {
    const told = valueFromIncomingContext(ctx, name)?.join(',').split(',');
    if (told === undefined) continue;
    if (name !== 'x-forwarded-for') return told;
    if (told.length > count) return told.slice(0, told.length - count);
  }
  return [];
}
