import { type Context, current } from '../context';
import {
  appendToOutgoingContext,
  fromIncomingContext,
  fromOutgoingContext,
  type Init,
  MD,
  validate,
} from '../metadata';
import { isSingleton } from '../metadata/internal';
import { isCredential } from './credential';
import { neverBecause } from './never';
import type { Preset } from './preset';
import { type CheckedRules, checked, type Rules } from './rules';

/** What becomes of one key. */
export interface Decision {
  readonly key: string;
  readonly forwarded: boolean;
  /** Why, in words. It tells no value. */
  readonly reason: string;
}

/** Says which keys that came in with a call go out with the calls that its handler makes. */
export interface Policy {
  /**
   * Returns a context derived from `ctx` whose outgoing metadata also has what is forwarded of its incoming metadata;
   * `ctx` itself if that is nothing. What the outgoing metadata has already goes before: nothing is added to the values
   * of a key, so that applying a policy twice is the same as once. So it is applied last, when all else was set.
   *
   * Values that cannot be sent are left out.
   */
  apply(ctx?: Context): Context;
  /**
   * Returns what would become of each key of `incoming`, in its order, if the outgoing metadata were `outgoing`; after
   * these the keys that a preset makes.
   */
  explain(incoming: Init, outgoing?: Init): Decision[];
}

/**
 * Returns a policy that forwards what `rules` name, and nothing else. Without rules it forwards nothing.
 *
 * Reserved names, those that HTTP/2 keeps to one connection, those that speak of one message, and those that begin with
 * `:` are never forwarded. Credentials are forwarded if they are listed as such, and if they came with one value, unless it
 * is a cookie, which may come in pieces.
 *
 * Go has nothing like it: there, each team writes its own.
 *
 * @throws TypeError if `rules` do not have the form of rules.
 * @throws RangeError if they name what is never forwarded, a credential among the keys, a `*` that stands alone, or one
 *   after `grpc-`.
 */
export function policy(rules: Rules = {}): Policy {
  const judge = new Judge(checked(rules));
  return {
    apply(ctx = current()) {
      const pairs = judge
        .decide(fromIncomingContext(ctx) ?? new MD(), fromOutgoingContext(ctx) ?? new MD())
        .flatMap(({ key, values }) => values.flatMap((value) => [key, value]));
      return pairs.length === 0 ? ctx : appendToOutgoingContext(ctx, ...pairs);
    },
    explain(incoming, outgoing) {
      return judge.decide(new MD(incoming), new MD(outgoing)).map(({ key, values, reason }) => {
        return { key, forwarded: values.length > 0, reason };
      });
    },
  };
}

/** What becomes of one key, with the values that are forwarded. */
interface Ruling {
  readonly key: string;
  readonly values: readonly string[];
  readonly reason: string;
}

class Judge {
  private readonly rules: CheckedRules;
  private readonly presets: ReadonlyMap<string, Preset>; // by key

  constructor(rules: CheckedRules) {
    this.rules = rules;
    this.presets = new Map(rules.presets.flatMap((preset) => preset.keys.map((key) => [key, preset])));
  }

  /** Rules on each key of `incoming`, and on those that a preset makes. */
  decide(incoming: MD, outgoing: MD): Ruling[] {
    const selected = this.select(incoming, outgoing);
    const rulings = [...incoming].map(([key, values]): Ruling => {
      if (outgoing.has(key)) return dropped(key, 'has a value that the caller set');
      const preset = this.presets.get(key);
      return preset === undefined
        ? this.byList(key, values)
        : ofPreset(key, preset, selected.get(key) ?? [], values);
    });
    for (const [key, values] of selected) {
      const preset = this.presets.get(key);
      if (preset && !incoming.has(key)) rulings.push(ofPreset(key, preset, values, []));
    }
    return rulings;
  }

  /** Returns what the presets take or make, without those of which the caller has set a key. */
  private select(incoming: MD, outgoing: MD): MD {
    const selected = new MD();
    for (const preset of this.rules.presets) {
      if (preset.keys.some((key) => outgoing.has(key))) continue;
      const own = preset.keys.flatMap((key): [string, string[]][] => [[key, incoming.get(key) ?? []]]);
      for (const [key, values] of new MD(preset.select(new MD(own)))) {
        if (this.presets.get(key) === preset) selected.set(key, sendable(key, values));
      }
    }
    return selected;
  }

  private byList(key: string, values: readonly string[]): Ruling {
    const { names, beginnings, credentials } = this.rules;
    const never = neverBecause(key);
    if (never !== undefined) return dropped(key, never);
    if (credentials.has(key)) {
      const pieces = key === 'cookie'; // HTTP/2 lets a cookie come in pieces (RFC 9113, section 8.2.3)
      if (values.length > 1 && !pieces) return dropped(key, 'is a credential that came with several values');
      return taken(key, values, 'is listed as a credential');
    }
    if (isCredential(key)) return dropped(key, 'is a credential, and not listed as one');
    if (names.has(key)) return taken(key, values, 'is listed');
    const beginning = beginnings.find((text) => key.startsWith(text));
    if (beginning === undefined) return dropped(key, 'is not listed');
    if (key.startsWith('grpc-')) return dropped(key, 'begins with "grpc-", and is not listed in full');
    return taken(key, values, `begins with ${beginning}`);
  }
}

function dropped(key: string, reason: string): Ruling {
  return { key, values: [], reason };
}

function taken(key: string, values: readonly string[], reason: string): Ruling {
  const sent = sendable(key, values);
  if (sent.length === values.length) return { key, values: sent, reason };
  return { key, values: sent, reason: `${reason}; ${sent.length} of ${values.length} values can be sent` };
}

function ofPreset(key: string, { name }: Preset, values: readonly string[], came: readonly string[]): Ruling {
  if (values.length === 0) return dropped(key, `is not taken by the preset ${name}`);
  const how = values.every((one) => came.includes(one)) ? 'taken' : 'made';
  return { key, values, reason: `is ${how} by the preset ${name}` };
}

/** Returns those of `values` that can be sent; none if Node sends one at most and there are more. */
function sendable(key: string, values: readonly string[]): string[] {
  if (isSingleton(key) && values.length > 1) return [];
  return values.filter((value) => validate([[key, [value]]]) === undefined);
}
