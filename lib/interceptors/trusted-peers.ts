import { BlockList, isIP } from 'node:net';
import { wrongType } from '../context/internal';
import { quote } from '../metadata/internal';

/** A set of addresses. */
export class TrustedPeers {
  private readonly list = new BlockList();

  /**
   * Makes the set of all `peers`: addresses (`::1`) and networks (`10.0.0.0/8`). Without any it is empty.
   *
   * @throws TypeError if `peers` is not a list of strings.
   * @throws RangeError if one of them is neither an address nor a network.
   */
  constructor(peers: readonly string[]) {
    if (!Array.isArray(peers)) {
      throw wrongType('interceptors: realip: trustedPeers', 'a list', peers);
    }
    for (const peer of peers) this.add(peer);
  }

  has(address: string): boolean {
    return this.list.check(address, familyOf(address));
  }

  private add(peer: string): void {
    if (typeof peer !== 'string') {
      throw wrongType('interceptors: realip: trustedPeers', 'strings', peer);
    }
    const [, address = '', prefix] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(peer) ?? [];
    const bits = isIP(address) === 4 ? 32 : 128;
    if (isIP(address) === 0 || address.includes('%') || Number(prefix ?? 0) > bits) {
      throw new RangeError(
        `interceptors: realip: a trusted peer must be an address or a network: got ${quote(peer)}`,
      );
    }
    this.list.addSubnet(address, Number(prefix ?? bits), familyOf(address));
  }
}

/**
 * Returns the IP address in `text`, without its port if there is one, and an IPv4 address in an IPv6 one as that;
 * `undefined` if there is none.
 */
export function addressIn(text: string): string | undefined {
  const trimmed = text.trim();
  const bare = isIP(trimmed) > 0 ? trimmed : /^(?:\[([^\]]*)\]|([^:]*))(?::\d{1,5})?$/.exec(trimmed);
  const address = typeof bare === 'string' ? bare : (bare?.[1] ?? bare?.[2] ?? '');
  const [withoutZone = ''] = address.split('%');
  if (isIP(withoutZone) === 0) return undefined;
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(withoutZone)?.[1] ?? withoutZone;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 4 ? 'ipv4' : 'ipv6';
}
