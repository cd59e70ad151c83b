import type { OutgoingHttpHeaders } from 'node:http2';
import { ServerError, Status } from 'nice-grpc-common';
import type { Context } from '../context';
import { fromOutgoingContext, type Init, Join, MD } from '../metadata';
import { appendOwned, encodeBinary, nameOf, outgoingKey } from '../metadata/internal';
import { isPlain, small, validateSent } from './sendable';

/** What a call sends, names and values in turn, as it goes over the wire: checked, without the names that are reserved. */
export type SentFields = readonly string[];

/** Notified of what becomes of the headers of its call. */
export interface Sender {
  /** Whether the call has ended: then it is not sent any more. */
  readonly hasEnded: boolean;
  /** Names the codec, in `application/grpc+<subtype>`. */
  readonly contentSubtype?: string | undefined;
  /** Ends the call with a status, for a fault of the headers that it sends or of those that it received. */
  fail(code: Status, details: string): void;
}

/**
 * The key of the sender of a request, among its headers. Node leaves symbols alone, and grpc-js gives no other way: it makes
 * the request of the headers long after it was told of the call. Copies of the library share the key, as they share the patch
 * of node:http2.
 */
export const senderKey: unique symbol = Symbol.for('mdctx.sender.2');

/** The headers of a request, with their sender if that is known. */
export interface SentHeaders extends OutgoingHttpHeaders {
  [senderKey]?: Sender;
}

const none: SentFields = [];

/**
 * Returns what a call sends: the outgoing metadata of `ctx`, then its own. That of a context is checked once, however many
 * calls send it.
 *
 * @throws ServerError with `INTERNAL` if it cannot be sent; the text names the key and no value.
 */
export function sentFields(ctx: Context, own: Init | undefined): SentFields {
  if (own === undefined) return ctx.value(outgoingKey)?.sentAs(checkedPairs) ?? none;
  return checked(Join(fromOutgoingContext(ctx), own));
}

/** In one pass for what most calls send; all else is looked at as an MD. */
function checkedPairs(pairs: SentFields): SentFields {
  if (arePlain(pairs)) return pairs;
  const md = new MD();
  for (let i = 1; i < pairs.length; i += 2) appendOwned(md, pairs[i - 1] ?? '', [pairs[i] ?? '']);
  return checked(md);
}

function arePlain(pairs: SentFields): boolean {
  let bytes = 0;
  for (let i = 1; i < pairs.length; i += 2) {
    const [key = '', value = ''] = [pairs[i - 1], pairs[i]];
    if (!isPlain(key, value)) return false;
    bytes += key.length + value.length;
  }
  return bytes <= small.bytes && pairs.length <= 2 * small.fields;
}

function checked(md: MD): SentFields {
  const fault = validateSent(md);
  if (fault !== undefined) throw new ServerError(Status.INTERNAL, fault);
  return wireFields(md);
}

/** Returns `md`, which was checked, as it goes over the wire, without the names that are reserved. */
export function wireFields(md: MD): string[] {
  const fields = new Array<string>(2 * md.size); // most keys have one value
  let end = 0;
  md.forEach((values, key) => {
    const { isReserved, isBinary } = nameOf(key);
    if (isReserved) return;
    for (const value of values) {
      fields[end++] = key;
      fields[end++] = isBinary ? encodeBinary(value) : value;
    }
  });
  fields.length = end;
  return fields;
}
