import type { MD } from '../metadata';
import type { Preset } from './rules';

const mostBytes = 8192;
const mostMembers = 64;

/**
 * Returns the preset for W3C `baggage`: its members, from the first on, as many as fit into 8192 bytes and are no more
 * than 64, in one value, however many it came in. Malformed members are left out.
 *
 * What is in baggage may be private: use it for clients of services that you trust.
 */
export function baggage(): Preset {
  return { name: 'baggage', keys: ['baggage'], select };
}

function* select(incoming: MD): Generator<[string, string]> {
  const kept = [];
  let bytes = -1; // the first member needs no comma
  for (const member of members(incoming.get('baggage') ?? [])) {
    bytes += 1 + member.length;
    if (bytes > mostBytes || kept.length === mostMembers) break;
    kept.push(member);
  }
  if (kept.length > 0) yield ['baggage', kept.join(',')];
}

/** Finds the members of `values`, one after the other, looking at each character no more than a few times. */
function* members(values: readonly string[]): Generator<string> {
  for (const value of values) {
    for (let start = 0; start < value.length; ) {
      const comma = value.indexOf(',', start);
      const end = comma === -1 ? value.length : comma;
      const member = value.slice(start, end).trim();
      if (member.indexOf('=') > 0 && /^[ -~]*$/.test(member)) yield member;
      start = end + 1;
    }
  }
}
