import { bytesField, elementField, readFields, varintField, type WireField } from './protobuf';

/** A `google.protobuf.Any`: a message, and the name of its type. It has the shape that ts-proto gives it. */
export interface Any {
  /** `type.googleapis.com/` and the full name of the message. */
  readonly typeUrl: string;
  /** The message, encoded. */
  readonly value: Uint8Array;
}

/** The part of a `google.rpc.Status` that has to be known to send it on. */
export interface StatusProto {
  readonly code: number;
  readonly message: string;
  /** Its details, each an encoded `google.protobuf.Any`. */
  readonly details: readonly Uint8Array[];
  /** Fields that this library does not know, as they came. */
  readonly unknown: readonly Uint8Array[];
}

/**
 * Returns the `google.rpc.Status` that `bytes` encode; `undefined` if they encode none: they are not protobuf, a detail in
 * them is not, or a text is not UTF-8.
 */
export function decodeStatus(bytes: Uint8Array): StatusProto | undefined {
  try {
    const fields = readFields(bytes);
    const details = fields.filter(isDetail).flatMap((field) => field.bytes ?? []);
    details.forEach(decodeAny);
    return {
      code: fields.filter(isCode).at(-1)?.varint ?? 0,
      message: textOf(fields.filter(isMessage)),
      details,
      unknown: fields.filter(isUnknown).map(({ raw }) => raw),
    };
  } catch {
    return undefined;
  }
}

/** Returns the bytes of a `google.rpc.Status`, its fields in order of their numbers, as protobuf's libraries write them. */
export function encodeStatus({ code, message, details, unknown }: StatusProto): Uint8Array {
  return Buffer.concat([
    ...varintField(1, code),
    ...bytesField(2, Buffer.from(message)),
    ...details.flatMap((detail) => elementField(3, detail)),
    ...unknown,
  ]);
}

/**
 * Returns the `google.protobuf.Any` that `bytes` encode.
 *
 * @throws RangeError or TypeError if they encode none.
 */
export function decodeAny(bytes: Uint8Array): Any {
  const fields = readFields(bytes);
  return {
    typeUrl: textOf(fields.filter((field) => isBytes(field, 1))),
    value: fields.filter((field) => isBytes(field, 2)).at(-1)?.bytes ?? new Uint8Array(),
  };
}

/** Returns the bytes of a `google.protobuf.Any`. */
export function encodeAny({ typeUrl, value }: Any): Uint8Array {
  return Buffer.concat([...bytesField(1, Buffer.from(typeUrl)), ...bytesField(2, value)]);
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Returns the text of the last of `fields`, which counts if a field that is not a list comes twice. */
function textOf(fields: readonly WireField[]): string {
  return utf8.decode(fields.at(-1)?.bytes);
}

// A field of a known number and another wire type is an unknown one.

function isBytes({ number, bytes }: WireField, wanted: number): boolean {
  return number === wanted && bytes !== undefined;
}

function isCode({ number, varint }: WireField): boolean {
  return number === 1 && varint !== undefined;
}

function isMessage(field: WireField): boolean {
  return isBytes(field, 2);
}

function isDetail(field: WireField): boolean {
  return isBytes(field, 3);
}

function isUnknown(field: WireField): boolean {
  return !isCode(field) && !isMessage(field) && !isDetail(field);
}
