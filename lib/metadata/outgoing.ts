import type { Context } from '../context';
import { contextOf, isContext, reservedKey, withReservedValue } from '../context/internal';
import { mdOf } from './construct';
import { appendOwned, type Init, MD } from './md';

import { mustBeName } from './name';
import { type StoredPairs, storedPairs, type Value } from './value';

/**
 * The outgoing metadata of a context: what it was set to, and what was appended since. Each append adds one link in
 * front of what was there and changes nothing, so that it costs the same however much there is, and the children
 * of one context never see each other's pairs.
 */
class Outgoing {
  private readonly base: MD | undefined;
  private readonly before: Outgoing | undefined;
  private readonly added: StoredPairs;
  private sent: StoredPairs | undefined; // made when it is first sent

  constructor(base: MD | undefined, before?: Outgoing, added: StoredPairs = []) {
    this.base = base;
    this.before = before;
    this.added = added;
  }

  /** Returns the whole as an MD of its own. */
  md(): MD {
    const md = this.base?.copy() ?? new MD();
    for (const added of this.links()) {
      for (let i = 1; i < added.length; i += 2) appendOwned(md, added[i - 1] ?? '', [added[i] ?? '']);
    }
    return md;
  }

  /**
   * Returns the form of the pairs in which `make` has them sent. It is made once for all calls that send the same, as the pairs never
   * change.
   */
  sentAs(make: (pairs: StoredPairs) => StoredPairs): StoredPairs {
    this.sent ??= make(this.pairs());
    return this.sent;
  }

  /** Keys and values in turn, oldest first. */
  private pairs(): StoredPairs {
    if (this.base === undefined && this.before === undefined) return this.added;
    const pairs: string[] = [];
    this.base?.forEach((values, key) => {
      for (const value of values) pairs.push(key, value);
    });
    for (const added of this.links()) for (const item of added) pairs.push(item);
    return pairs;
  }

  /** Returns the values of `key`, which is in lower case. */
  values(key: string): string[] | undefined {
    const values = this.base?.get(key)?.slice() ?? [];
    for (const added of this.links()) {
      for (let i = 1; i < added.length; i += 2) if (added[i - 1] === key) values.push(added[i] ?? '');
    }
    return values.length === 0 ? undefined : values;
  }

  append(kv: StoredPairs): Outgoing {
    return new Outgoing(this.base, this.added.length === 0 ? this.before : this, kv);
  }

  /** The appended pairs, oldest first. */
  private links(): readonly StoredPairs[] {
    if (this.before === undefined) return [this.added];
    const links: StoredPairs[] = [];
    for (let link: Outgoing | undefined = this; link !== undefined; link = link.before)
      links.push(link.added);
    return links.reverse();
  }
}

/** The key of the outgoing metadata. */
export const outgoingKey = reservedKey<Outgoing>('metadata.mdOutgoingKey');
const nothing = new Outgoing(undefined);

/**
 * Returns a context derived from `ctx` whose outgoing metadata is a copy of `md`, in place of all that was set or
 * appended before: to add to it, use `appendToOutgoingContext`. Each call made with the context, or with one
 * derived from it, sends it.
 *
 * Ports grpc-go's `metadata.NewOutgoingContext`.
 *
 * @throws TypeError if `ctx` is not a context, or `md` is not metadata.
 */
export function newOutgoingContext(ctx: Context | undefined, md: Init | undefined): Context;
export function newOutgoingContext(md: Init | undefined): Context;
export function newOutgoingContext(
  ...args: [Context | undefined, Init | undefined] | [Init | undefined]
): Context {
  const where = 'metadata: newOutgoingContext';
  const [ctx, md] = args.length === 1 ? [undefined, args[0]] : args;
  const there = contextOf(where, ctx);
  return withReservedValue(where, there, outgoingKey, new Outgoing(mdOf(where, md)));
}

/**
 * Returns a context derived from `ctx` whose outgoing metadata also has `kv`, keys and values in turn, after what
 * was there. `ctx` itself does not change, so the result must be used: `client.rpc(req, { ctx })`, or
 * `run(ctx, () => client.rpc(req))`.
 *
 * Ports grpc-go's `metadata.AppendToOutgoingContext`.
 *
 * @throws TypeError if `ctx` is not a context, the number of `kv` is odd, a key is not a string, or a value is
 *   neither a string nor, under `-bin`, bytes.
 */
export function appendToOutgoingContext(ctx: Context | undefined, ...kv: Value[]): Context;
export function appendToOutgoingContext(...kv: Value[]): Context;
export function appendToOutgoingContext(...args: ReadonlyArray<Context | Value | undefined>): Context {
  const where = 'metadata: appendToOutgoingContext';
  const [first] = args;
  const isAmbient = args.length === 0 || typeof first === 'string';
  const ctx = contextOf(where, isAmbient ? undefined : first);
  const start = isAmbient ? 0 : 1;
  if ((args.length - start) % 2 === 1) throw oddPairs(args, start);
  const added = storedPairs(where, args, start);
  return withReservedValue(where, ctx, outgoingKey, (ctx.value(outgoingKey) ?? nothing).append(added));
}

function oddPairs(args: readonly unknown[], start: number): TypeError {
  const position = args.findIndex((arg, i) => i >= start && isContext(arg));
  return new TypeError(
    position === -1
      ? `metadata: AppendToOutgoingContext got an odd number of input pairs for metadata: ${args.length - start}`
      : `metadata: appendToOutgoingContext: ctx must be the first argument: got a Context as argument ${position + 1}`,
  );
}

/**
 * Returns the metadata that calls made with `ctx` send, or `undefined` if it carries none. The values of a key are
 * those it was set to, then those that were appended. The result is a copy that the caller owns.
 *
 * Ports grpc-go's `metadata.FromOutgoingContext`.
 *
 * @throws TypeError if `ctx` is not a context.
 */
export function fromOutgoingContext(ctx?: Context): MD | undefined {
  return contextOf('metadata: fromOutgoingContext', ctx).value(outgoingKey)?.md();
}

/**
 * Returns the values of `key`, in any case, in the outgoing metadata, or `undefined` if there are none. The result
 * is a copy. It costs less than `fromOutgoingContext` for one key.
 *
 * Ports grpc-go's `metadata.ValueFromOutgoingContext`.
 *
 * @throws TypeError if `ctx` is not a context or `key` is not a string.
 */
export function valueFromOutgoingContext(ctx: Context | undefined, key: string): string[] | undefined;
export function valueFromOutgoingContext(key: string): string[] | undefined;
export function valueFromOutgoingContext(
  ...args: [Context | undefined, string] | [string]
): string[] | undefined {
  const where = 'metadata: valueFromOutgoingContext';
  const [ctx, key] = args.length === 1 ? [undefined, args[0]] : args;
  const there = contextOf(where, ctx);
  const { text } = mustBeName(where, key);
  return there.value(outgoingKey)?.values(text);
}
