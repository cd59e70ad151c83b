import type { Context } from '../context';
import { contextOf, reservedKey, withReservedValue } from '../context/internal';
import { mdOf } from './construct';
import type { Init, MD } from './md';

import { mustBeName } from './name';
import { copyOf } from './value';

/** Incoming metadata, in whatever form it came. An MD is one. */
export interface Incoming {
  /** Returns all of it, as an MD of its own. */
  copy(): MD;
  /** Returns the values of `key`, in any case, or `undefined` if there are none. They must not be changed. */
  get(key: string): readonly string[] | undefined;
}

/** The key of the incoming metadata. What is put under it must not be changed any more. */
export const incomingKey = reservedKey<Incoming>('metadata.mdIncomingKey');

/**
 * Returns a context derived from `ctx` whose incoming metadata is a copy of `md`, in place of what it had. Adapters
 * do this for a handler; elsewhere it is for tests and for interceptors that change what a handler sees.
 *
 * Ports grpc-go's `metadata.NewIncomingContext`.
 *
 * @throws TypeError if `ctx` is not a context, or `md` is not metadata.
 */
export function newIncomingContext(ctx: Context | undefined, md: Init | undefined): Context;
export function newIncomingContext(md: Init | undefined): Context;
export function newIncomingContext(
  ...args: [Context | undefined, Init | undefined] | [Init | undefined]
): Context {
  const where = 'metadata: newIncomingContext';
  const [ctx, md] = args.length === 1 ? [undefined, args[0]] : args;
  const there = contextOf(where, ctx);
  return withReservedValue(where, there, incomingKey, mdOf(where, md));
}

/** Like `newIncomingContext`, but `md` becomes the context's own: it must not be changed from now on. */
export function withIncoming(ctx: Context, md: MD): Context {
  return withReservedValue('metadata: newIncomingContext', ctx, incomingKey, md);
}

/**
 * Returns the metadata that the client of the call sent, or `undefined` if `ctx` carries none. The result is a copy
 * that the caller owns.
 *
 * Ports grpc-go's `metadata.FromIncomingContext`.
 *
 * @throws TypeError if `ctx` is not a context.
 */
export function fromIncomingContext(ctx?: Context): MD | undefined {
  return contextOf('metadata: fromIncomingContext', ctx).value(incomingKey)?.copy();
}

/**
 * Returns the values of `key`, in any case, in the incoming metadata, or `undefined` if there are none. The result
 * is a copy. It costs less than `fromIncomingContext` for one key.
 *
 * Ports grpc-go's `metadata.ValueFromIncomingContext`.
 *
 * @throws TypeError if `ctx` is not a context or `key` is not a string.
 */
export function valueFromIncomingContext(ctx: Context | undefined, key: string): string[] | undefined;
export function valueFromIncomingContext(key: string): string[] | undefined;
export function valueFromIncomingContext(
  ...args: [Context | undefined, string] | [string]
): string[] | undefined {
  const values = valuesOf('metadata: valueFromIncomingContext', args);
  return values && copyOf(values);
}

/**
 * Returns the first value of `key`, in any case, in the incoming metadata, or `undefined` if there is none.
 *
 * It is for `metadata.ValueFromIncomingContext(ctx, key)[0]`, which Go's services guard by its length.
 *
 * @throws TypeError if `ctx` is not a context or `key` is not a string.
 */
export function firstFromIncomingContext(ctx: Context | undefined, key: string): string | undefined;
export function firstFromIncomingContext(key: string): string | undefined;
export function firstFromIncomingContext(
  ...args: [Context | undefined, string] | [string]
): string | undefined {
  return valuesOf('metadata: firstFromIncomingContext', args)?.[0];
}

function valuesOf(
  where: string,
  args: [Context | undefined, string] | [string],
): readonly string[] | undefined {
  const there = contextOf(where, args.length === 1 ? undefined : args[0]);
  const { text } = mustBeName(where, args.length === 1 ? args[0] : args[1]);
  return there.value(incomingKey)?.get(text);
}
