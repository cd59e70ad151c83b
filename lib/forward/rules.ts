import { mustBeKnown, mustBeList, wrongType } from '../context/internal';
import { type Init, type MD, validate } from '../metadata';
import { isHopByHop, isReserved, lower, quote } from '../metadata/internal';

/**
 * A rule for keys that belong together and are looked at before they are forwarded. They are forwarded together too:
 * if the caller has set one of them for the call, none is.
 */
export interface Preset {
  /** Names the preset in the reasons of `explain`. */
  readonly name: string;
  /** The names of the keys, in full. */
  readonly keys: readonly string[];
  /**
   * Returns what is forwarded. `incoming` has what came in under the keys, and nothing else; what is returned under
   * other keys is not forwarded.
   */
  select(incoming: MD): Init;
}

/** Names that describe one message, one connection or one attempt, and so nothing of the next. */
const local = new Set([
  'accept-encoding',
  'content-encoding',
  'content-length',
  'date',
  'expect',
  'grpc-accept-encoding',
  'grpc-previous-rpc-attempts',
  'grpc-retry-pushback-ms',
  'grpc-status-details-bin',
  'host',
  'max-forwards',
  'proxy-authenticate',
  'server',
  'trailer',
  'www-authenticate',
]);

/** Returns why `key`, which is in lower case, is never forwarded, or `undefined` if it may be. */
export function whyNeverForwarded(key: string): string | undefined {
  if (isReserved(key)) return 'belongs to gRPC itself';
  if (isHopByHop(key)) return 'belongs to one connection';
  if (local.has(key)) return 'describes one message';
  if (key === '__proto__') return 'cannot be stored in a JavaScript object';
  return undefined;
}

/** What names a credential wherever it stands in a name. */
const sensitive =
  /authori[sz]ation|authent|bearer|token|secret|passw|passphrase|passcode|credential|cookie|jwt|(?:api|access|private|secret|session|signing)[-_.]?key|sess(?:ion)?[-_.]?id/;

/** What names a credential only as a word of its own. */
const sensitiveWords = new Set([
  'assertion',
  'auth',
  'cert',
  'certificate',
  'csrf',
  'nonce',
  'oauth',
  'oauth2',
  'oidc',
  'otp',
  'password',
  'pwd',
  'saml',
  'session',
  'sid',
  'sig',
  'signature',
  'ticket',
  'xsrf',
]);

/**
 * Reports whether `key`, which is in lower case, names a credential: `authorization`, `proxy-authorization`, `cookie`,
 * `set-cookie`, `x-api-key`, and each name that has a word for one in it, like `x-amz-security-token`,
 * `x-session-id` or `authorization-bin`. It takes a name for a credential too often rather than too seldom.
 */
export function isCredential(key: string): boolean {
  return sensitive.test(key) || key.split(/[-_.]/).some((word) => sensitiveWords.has(word));
}

/** What a policy forwards. What it does not name is not forwarded. */
export interface Rules {
  /**
   * Names of keys, and prefixes of names with a `*` after them: `x-acme-*`. Case does not matter. A prefix matches no
   * credential, and no name that begins with `grpc-`.
   */
  readonly keys?: readonly string[] | undefined;
  /** Names of keys that hold credentials, in full. They are sent to every server that is called with the policy. */
  readonly credentials?: readonly string[] | undefined;
  /** Rules for keys that are looked at before they are forwarded. They decide alone on the keys that they name. */
  readonly presets?: readonly Preset[] | undefined;
}

/** Rules that were checked: names in lower case, and prefixes without their `*`. */
export interface CheckedRules {
  readonly names: ReadonlySet<string>;
  readonly prefixes: readonly string[];
  readonly credentials: ReadonlySet<string>;
  readonly presets: readonly Preset[];
}

/**
 * Returns `rules`, ready for use. The result is a copy.
 *
 * @throws TypeError if they do not have the form of rules.
 * @throws RangeError if they name what is never forwarded, or a credential among the keys.
 */
export function checked(rules: Rules): CheckedRules {
  mustBeKnown('forward: policy: rules', rules, ['keys', 'credentials', 'presets'] satisfies Array<
    keyof Rules
  >);
  const keys = list('keys', rules.keys);
  const credentials = new Set(list('credentials', rules.credentials).map(mustBeName));
  const names = keys.filter((key) => !key.endsWith('*')).map(mustBeName);
  mustBeList('forward: policy: presets', rules.presets);
  const presets = (rules.presets ?? []).map((preset) => withKeys(preset, credentials));
  for (const name of names) mustBeListed(name, credentials);
  return {
    names: new Set(names),
    prefixes: keys.filter((key) => key.endsWith('*')).map(mustBePrefix),
    credentials,
    presets,
  };
}

function list(name: string, keys: readonly string[] | undefined): string[] {
  mustBeList(`forward: policy: ${name}`, keys);
  return (keys ?? []).map((key) => {
    if (typeof key === 'string') return lower(key);
    throw new TypeError(
      `forward: policy: ${name} must be strings: got ${key === null ? 'null' : typeof key}`,
    );
  });
}

function withKeys(preset: Preset, credentials: ReadonlySet<string>): Preset {
  if (typeof preset?.name !== 'string' || typeof preset.select !== 'function' || !Array.isArray(preset.keys))
    throw wrongType('forward: policy: a preset', 'a Preset, as requestId() returns one', preset);
  const keys = list(`the keys of the preset ${preset.name}`, preset.keys).map(mustBeName);
  for (const key of keys) mustBeListed(key, credentials);
  return { name: preset.name, keys, select: (incoming) => preset.select(incoming) };
}

function mustBeName(name: string): string {
  mustBeLegal(name, name);
  const never = whyNeverForwarded(name);
  if (never === undefined) return name;
  throw new RangeError(`forward: policy: a key must be one that may be forwarded: ${quote(name)} ${never}`);
}

function mustBePrefix(pattern: string): string {
  const prefix = pattern.slice(0, -1);
  mustBeLegal(pattern, prefix);
  if (!prefix.startsWith('grpc-')) return prefix;
  throw new RangeError(
    `forward: policy: a key that begins with "grpc-" must be named in full: got ${quote(pattern)}`,
  );
}

function mustBeLegal(given: string, name: string): void {
  if (!name.startsWith(':') && validate([[name, []]]) === undefined) return;
  throw new RangeError(
    `forward: policy: a key must consist of 0-9 a-z - _ . and may end with one *: got ${quote(given)}`,
  );
}

function mustBeListed(name: string, credentials: ReadonlySet<string>): void {
  if (!isCredential(name) || credentials.has(name)) return;
  throw new RangeError(
    `forward: policy: a credential must be listed under credentials: got ${quote(name)} elsewhere`,
  );
}
