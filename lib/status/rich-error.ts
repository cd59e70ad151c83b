import { tsProtoCodec } from './convert';
import { isObject } from './error-tree';
import type { TsProtoType } from './message-type';
import { type Any, encodeAny, encodeStatus } from './status-proto';
import { toText } from './text';

/**
 * Returns a `google.rpc.Status` with the details that an error of nice-grpc-error-details has as `extra`; `undefined` if
 * it has none. Code and text are those of the error. A detail of a type that is not known is left out.
 */
export function extraOf(error: { code: number; details: string }): Uint8Array | undefined {
  if (!('extra' in error) || !Array.isArray(error.extra)) return undefined;
  const details = error.extra.flatMap((detail) => encoded(detail) ?? []).map(encodeAny);
  if (details.length === 0) return undefined;
  return encodeStatus({ code: error.code, message: toText(error.details), details, unknown: [] });
}

/** Returns a message of ts-proto's with its `$type` as an `Any`, which it may be already. */
function encoded(detail: unknown): Any | undefined {
  if (!isObject(detail)) return undefined;
  if (isAny(detail)) return { typeUrl: detail.typeUrl, value: detail.value };
  const type = '$type' in detail ? knownTypes().get(detail.$type) : undefined;
  return type && { typeUrl: `type.googleapis.com/${type.$type}`, value: tsProtoCodec(type).encode(detail) };
}

/** Reports whether `x` is a `google.protobuf.Any` as ts-proto and protobuf-es have it. */
export function isAny(x: object): x is Any {
  return 'typeUrl' in x && typeof x.typeUrl === 'string' && 'value' in x && x.value instanceof Uint8Array;
}

let known: Map<unknown, TsProtoType> | undefined;

/**
 * Returns the messages of `google.rpc` by their names: nice-grpc-error-details is loaded when the first of its errors is
 * met, so it is installed.
 */
export function knownTypes(): Map<unknown, TsProtoType> {
  known ??= new Map(
    Object.values(load())
      .filter(isMessageType)
      .map((type) => [type.$type, type]),
  );
  return known;
}

function load(): object {
  try {
    return require('nice-grpc-error-details');
  } catch {
    return {}; // it cannot be loaded from here
  }
}

function isMessageType(x: unknown): x is TsProtoType {
  if (!isObject(x) || !('$type' in x) || !('encode' in x)) return false;
  return typeof x.$type === 'string' && typeof x.encode === 'function';
}
