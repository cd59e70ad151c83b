// biome-ignore lint/suspicious/noTsIgnore: in dist/ it holds only where the optional peer is not installed
/** @ts-ignore -- an optional peer: where it is not installed, there are no schemas of it */
import type { DescMessage, MessageInitShape, MessageShape } from '@bufbuild/protobuf';

/** A message type as ts-proto generates it with `outputTypeAnnotations` or `outputTypeRegistry`. */
export interface TsProtoType {
  /** The full name of the message: `google.rpc.BadRequest`. */
  readonly $type: string;
  encode(message: never): { finish(): Uint8Array };
  decode(bytes: Uint8Array): object;
  fromPartial?(message: never): object;
}

/** The part of a schema of protobuf-es by which it is recognized. */
export interface ProtobufEsSchema {
  readonly kind: 'message';
  /** The full name of the message: `google.rpc.BadRequest`. */
  readonly typeName: string;
}

/** A message type: of ts-proto with its `$type`, or a schema of protobuf-es version 2. */
export type MessageType = TsProtoType | ProtobufEsSchema;

/** What a message of `Type` is made of. */
export type MessageInit<Type> = Type extends { fromPartial(message: infer Init): unknown }
  ? Init
  : Type extends { encode(message: infer Message): unknown }
    ? Message
    : Type extends DescMessage
      ? MessageInitShape<Type>
      : never;

/** A message of `Type`. */
export type MessageOf<Type> = Type extends { decode(bytes: Uint8Array): infer Message }
  ? Message
  : Type extends DescMessage
    ? MessageShape<Type>
    : never;
