import type { Context } from '../context';
import { contextOf } from '../context/internal';
import {
  appendToOutgoingContext,
  fromIncomingContext,
  fromOutgoingContext,
  type Init,
  MD,
  validate,
} from '../metadata';
import { isSingleton, mdOf } from '../metadata/internal';
import type { Preset } from './rules';
import { type CheckedRules, checked, isCredential, type Rules, whyNeverForwarded } from './rules';

/** What becomes of one key. */
export interface Decision {
  readonly key: string;
  readonly forwarded: boolean;
  /** Why, in words. It never shows a value. */
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
   *
   * @throws TypeError if `ctx` is not a context.
   */
  apply(ctx?: Context): Context;
  /**
   * Returns what would become of each key of `incoming`, in its order, if the outgoing metadata were `outgoing`; after
   * these the keys that a preset makes.
   *
   * @throws TypeError if `incoming` or `outgoing` is not metadata.
   */
  explain(incoming: Init, outgoing?: Init): Decision[];
}

/**
 * Returns a policy that forwards what `rules` name, and nothing else. Without rules it forwards nothing.
 *
 * Reserved names, those that HTTP/2 keeps to one connection, those that describe one message, and those that begin with
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
  const evaluation = new Evaluation(checked(rules));
  return {
    apply(ctx) {
      const where = 'forward: Policy.apply';
      const there = contextOf(where, ctx);
      const [incoming, outgoing] = [fromIncomingContext(there), fromOutgoingContext(there)];
      const pairs = evaluation
        .decide(where, incoming ?? new MD(), outgoing ?? new MD())
        .flatMap(({ key, values }) => values.flatMap((value) => [key, value]));
      return pairs.length === 0 ? there : appendToOutgoingContext(there, ...pairs);
    },
    explain(incoming, outgoing) {
      const where = 'forward: Policy.explain';
      return evaluation
        .decide(where, mdOf(where, incoming), mdOf(where, outgoing))
        .map(({ key, values, reason }) => ({ key, forwarded: values.length > 0, reason }));
    },
  };
}

/** What becomes of one key, with the values that are forwarded. */
interface Outcome {
  readonly key: string;
  readonly values: readonly string[];
  readonly reason: string;
}

/** Decides by rules which values are forwarded. */
class Evaluation {
  private readonly rules: CheckedRules;
  private readonly presets: ReadonlyMap<string, Preset>; // by key

  constructor(rules: CheckedRules) {
    this.rules = rules;
    this.presets = new Map(rules.presets.flatMap((preset) => preset.keys.map((key) => [key, preset])));
  }

  /** Decides on each key of `incoming`, and on those that a preset makes. `where` begins the text of an error. */
  decide(where: string, incoming: MD, outgoing: MD): Outcome[] {
    const selected = this.select(where, incoming, outgoing);
    const outcomes = [...incoming].map(([key, values]): Outcome => {
      if (outgoing.has(key)) return dropped(key, 'has a value that the caller set');
      const preset = this.presets.get(key);
      return preset === undefined
        ? this.byList(key, values)
        : ofPreset(key, preset, selected.get(key) ?? [], values);
    });
    for (const [key, values] of selected) {
      const preset = this.presets.get(key);
      if (preset && !incoming.has(key)) outcomes.push(ofPreset(key, preset, values, []));
    }
    return outcomes;
  }

  /** Returns what the presets take or make, without those of which the caller has set a key. */
  private select(where: string, incoming: MD, outgoing: MD): MD {
    const selected = new MD();
    for (const preset of this.rules.presets) {
      if (preset.keys.some((key) => outgoing.has(key))) continue;
      const own = preset.keys.flatMap((key): [string, string[]][] => [[key, incoming.get(key) ?? []]]);
      for (const [key, values] of mdOf(where, preset.select(new MD(own)))) {
        if (this.presets.get(key) === preset) selected.set(key, sendable(key, values));
      }
    }
    return selected;
  }

  private byList(key: string, values: readonly string[]): Outcome {
    const { names, prefixes, credentials } = this.rules;
    const never = whyNeverForwarded(key);
    if (never !== undefined) return dropped(key, never);
    if (credentials.has(key)) {
      const pieces = key === 'cookie'; // HTTP/2 lets a cookie come in pieces (RFC 9113, section 8.2.3)
      if (values.length > 1 && !pieces) return dropped(key, 'is a credential that came with several values');
      return taken(key, values, 'is listed as a credential');
    }
    if (isCredential(key)) return dropped(key, 'is a credential, and not listed as one');
    if (names.has(key)) return taken(key, values, 'is listed');
    const prefix = prefixes.find((text) => key.startsWith(text));
    if (prefix === undefined) return dropped(key, 'is not listed');
    if (key.startsWith('grpc-')) return dropped(key, 'begins with "grpc-", and is not listed in full');
    return taken(key, values, `begins with ${prefix}`);
  }
}

function dropped(key: string, reason: string): Outcome {
  return { key, values: [], reason };
}

function taken(key: string, values: readonly string[], reason: string): Outcome {
  const sent = sendable(key, values);
  if (sent.length === values.length) return { key, values: sent, reason };
  return { key, values: sent, reason: `${reason}; ${sent.length} of ${values.length} values can be sent` };
}

function ofPreset(
  key: string,
  { name }: Preset,
  values: readonly string[],
  came: readonly string[],
): Outcome {
  if (values.length === 0) return dropped(key, `is not taken by the preset ${name}`);
  const how = values.every((value) => came.includes(value)) ? 'taken' : 'made';
  return { key, values, reason: `is ${how} by the preset ${name}` };
}

/** Returns those of `values` that can be sent; none if Node sends one at most and there are more. */
function sendable(key: string, values: readonly string[]): string[] {
  if (isSingleton(key) && values.length > 1) return [];
  return values.filter((value) => validate([[key, [value]]]) === undefined);
}
