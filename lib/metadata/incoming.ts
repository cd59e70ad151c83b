import { type Context, current, withValue } from '../context';
import { reservedKey } from '../context/internal';
import { copyOf } from './copy';
import { type Init, MD } from './md';

/** Incoming metadata, in whatever form it came. An MD is one. */
export interface Incoming {
  /** Returns all of it, as an MD of its own. */
  copy(): MD;
  /** Returns the values of `key`, in any case, or `undefined` if there are none. Nobody may change them. */
  get(key: string): readonly string[] | undefined;
}

/** The key of the incoming metadata. Whoever binds it gives it away: nobody may change it any more. */
export const incomingKey = reservedKey<Incoming>('metadata.mdIncomingKey');

/**
 * Returns a context derived from `ctx` whose incoming metadata is a copy of `md`, in place of what it had. Adapters
 * do this for a handler; elsewhere it is for tests and for interceptors that change what a handler sees.
 *
 * Ports grpc-go's `metadata.NewIncomingContext`.
 *
 * @throws TypeError if `ctx` is not a context, or `md` holds something that is not metadata.
 */
export function newIncomingContext(ctx: Context | undefined, md: Init | undefined): Context;
export function newIncomingContext(md: Init | undefined): Context;
export function newIncomingContext(
  ...args: [Context | undefined, Init | undefined] | [Init | undefined]
): Context {
  const [ctx, md] = args.length === 2 ? args : [undefined, ...args];
  return withValue(ctx, incomingKey, new MD(md));
}

/** Like `newIncomingContext`, but `md` becomes the context's own: nobody may change it from now on. */
export function withIncoming(ctx: Context, md: MD): Context {
  return withValue(ctx, incomingKey, md);
}

/**
 * Returns the metadata that the client of the call sent, or `undefined` if `ctx` carries none. The result is a copy
 * that the caller owns.
 *
 * Ports grpc-go's `metadata.FromIncomingContext`.
 */
export function fromIncomingContext(ctx: Context = current()): MD | undefined {
  return ctx.value(incomingKey)?.copy();
}

/**
 * Returns the values of `key`, in any case, in the incoming metadata, or `undefined` if there are none. The result
 * is a copy. It costs less than `fromIncomingContext` for one key.
 *
 * Ports grpc-go's `metadata.ValueFromIncomingContext`.
 */
export function valueFromIncomingContext(ctx: Context | undefined, key: string): string[] | undefined;
export function valueFromIncomingContext(key: string): string[] | undefined;
export function valueFromIncomingContext(
  ...args: [Context | undefined, string] | [string]
): string[] | undefined {
  const [ctx = current(), key] = args.length === 2 ? args : [undefined, ...args];
  const values = ctx.value(incomingKey)?.get(key);
  return values && copyOf(values);
}
