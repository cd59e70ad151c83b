import type { DescMessage } from '@bufbuild/protobuf';
import type { ProtobufEsSchema, TsProtoType } from './message-type';

/** A message type whose messages this library can write and read. */
export interface Codec {
  /** The full name of the message: `google.rpc.BadRequest`. */
  readonly name: string;
  encode(message: object): Uint8Array;
  decode(bytes: Uint8Array): object;
}

/** Returns the codec of a message type of ts-proto. Where it has `fromPartial`, a part of a message is enough. */
export function tsProtoCodec(type: TsProtoType): Codec {
  return {
    name: type.$type,
    encode(message) {
      // That the message is one of this type was the compiler's to check; ts-proto's functions check it first.
      const whole = (type.fromPartial?.(message as never) ?? message) as never;
      return type.encode(whole).finish();
    },
    decode: (bytes) => type.decode(bytes),
  };
}

/** Returns the codec of a schema of protobuf-es. The package is loaded here, where a schema of it is given. */
export function protobufEsCodec(schema: ProtobufEsSchema): Codec {
  const { create, fromBinary, toBinary } = loadProtobuf();
  const desc = schema as DescMessage; // what `kind` and `typeName` say
  return {
    name: schema.typeName,
    encode: (message) => toBinary(desc, create(desc, message as Record<string, unknown>)),
    decode: (bytes) => fromBinary(desc, bytes),
  };
}

/** Returns the optional peer. Bundlers let a package be absent that is asked for in a `try`. */
function loadProtobuf(): typeof import('@bufbuild/protobuf') {
  try {
    return require('@bufbuild/protobuf') as typeof import('@bufbuild/protobuf'); // its types are its own
  } catch (cause) {
    throw new Error('status: withDetails: @bufbuild/protobuf must be installed: it was not found', { cause });
  }
}
