import { kindOf, wrongType } from '../context/internal';
import { type Codec, protobufEsCodec, tsProtoCodec } from './convert';
import { isObject } from './error-tree';
import type { MessageInit, ProtobufEsSchema, TsProtoType } from './message-type';
import { isAny, knownTypes } from './rich-error';
import type { Any } from './status-proto';

/** A message of nice-grpc-error-details, or of another package whose messages name their types. */
export interface NamedMessage {
  readonly $type: string;
}

/**
 * A detail of a status: a message type and what a message of it is made of, a message of nice-grpc-error-details, or a
 * `google.protobuf.Any`.
 */
export type Detail<Type> = readonly [type: Type, message: MessageInit<Type>] | NamedMessage | Any;

const prefix = 'type.googleapis.com/';

/**
 * Returns a detail as an `Any`.
 *
 * @throws TypeError if it is not a detail.
 */
export function toAny(detail: unknown): Any {
  if (Array.isArray(detail)) {
    const [type, message]: unknown[] = detail;
    const codec = codecOf(type);
    if (codec === undefined) throw new TypeError(`status: withDetails: ${typeFault} ${kindOf(type)}`);
    if (!isObject(message)) throw wrongType('status: withDetails: a detail', '[type, message]', message);
    return { typeUrl: prefix + codec.name, value: codec.encode(message) };
  }
  if (!isObject(detail))
    throw wrongType('status: withDetails: a detail', '[type, message] or an Any', detail);
  if (isAny(detail)) return { typeUrl: detail.typeUrl, value: detail.value };
  const known = '$type' in detail ? knownTypes().get(detail.$type) : undefined;
  if (known === undefined)
    throw new TypeError(
      'status: withDetails: a message must come with its type: [type, message]: got one alone',
    );
  return { typeUrl: prefix + known.$type, value: tsProtoCodec(known).encode(detail) };
}

const typeFault = 'a message type must be of ts-proto and have a $type, or a schema of protobuf-es: got';

/** @throws TypeError if one of `given` is no message type. */
export function mustBeMessageTypes(given: readonly unknown[]): void {
  for (const type of given)
    if (codecOf(type) === undefined) throw new TypeError(`status: details: ${typeFault} ${kindOf(type)}`);
}

/** Returns the message in `any` if it is of one of `types` and can be decoded; an empty list if not. */
export function fromAny({ typeUrl, value }: Any, types: readonly unknown[]): object[] {
  const name = typeUrl.slice(typeUrl.lastIndexOf('/') + 1);
  for (const type of types) {
    const codec = codecOf(type);
    if (codec?.name !== name) continue;
    try {
      return [codec.decode(value)];
    } catch {
      return []; // what a peer sent is no reason to fail
    }
  }
  return [];
}

function codecOf(type: unknown): Codec | undefined {
  if (isTsProto(type)) return tsProtoCodec(type);
  return isProtobufEs(type) ? protobufEsCodec(type) : undefined;
}

function isTsProto(type: unknown): type is TsProtoType {
  if (!isObject(type) || !('$type' in type) || !('encode' in type) || !('decode' in type)) return false;
  return (
    typeof type.$type === 'string' && typeof type.encode === 'function' && typeof type.decode === 'function'
  );
}

function isProtobufEs(type: unknown): type is ProtobufEsSchema {
  if (!isObject(type) || !('kind' in type) || !('typeName' in type)) return false;
  return type.kind === 'message' && typeof type.typeName === 'string';
}
