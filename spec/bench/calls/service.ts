import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { fileDesc, type GenService, serviceDesc } from '@bufbuild/protobuf/codegenv2';
import { base64Encode } from '@bufbuild/protobuf/wire';
import {
  BytesValueSchema,
  FileDescriptorProtoSchema,
  file_google_protobuf_wrappers,
} from '@bufbuild/protobuf/wkt';

/** The messages of a stream, each way. */
export const messages = 100;

/** A message is bytes that nobody looks into, so that no time goes into protobuf. */
export const message = Buffer.from('a message of some bytes, as a small protobuf has them: forty-eight');

interface Codec {
  encode(bytes: Buffer): Buffer;
  decode(bytes: Buffer): Buffer;
}

function method<S extends boolean>(name: string, stream: S, { encode, decode }: Codec) {
  return {
    path: `/bench.Bench/${name}`,
    requestStream: stream,
    responseStream: stream,
    requestSerialize: encode,
    requestDeserialize: decode,
    responseSerialize: encode,
    responseDeserialize: decode,
    options: {},
  };
}

function service(codec: Codec) {
  return {
    unary: method('Unary', false, codec),
    stream: method('Stream', true, codec),
    /** Answers when it is told to. */
    hold: method('Hold', false, codec),
  };
}

/** The service of part 3, for both runtimes. Each method answers each message with the same one. */
export const Bench = service({ encode: (bytes) => bytes, decode: (bytes) => bytes });

/** The same with the messages of `google.protobuf.BytesValue`, which protobuf-es encodes and decodes. */
export const ProtoBench = service({
  encode: (value) => asBuffer(toBinary(BytesValueSchema, create(BytesValueSchema, { value }))),
  decode: (bytes) => asBuffer(fromBinary(BytesValueSchema, bytes).value),
});

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

const file = fileDesc(
  base64Encode(
    toBinary(
      FileDescriptorProtoSchema,
      create(FileDescriptorProtoSchema, {
        name: 'bench/bench.proto',
        package: 'bench',
        syntax: 'proto3',
        dependency: [file_google_protobuf_wrappers.proto.name],
        service: [
          {
            name: 'Bench',
            method: ['Unary', 'Hold'].map((name) => ({
              name,
              inputType: '.google.protobuf.BytesValue',
              outputType: '.google.protobuf.BytesValue',
            })),
          },
        ],
      }),
    ),
  ),
  [file_google_protobuf_wrappers],
);

interface Unary {
  methodKind: 'unary';
  input: typeof BytesValueSchema;
  output: typeof BytesValueSchema;
}

/** `ProtoBench` as protobuf-es generates it, without its stream: for Connect. */
export const GeneratedBench: GenService<{ unary: Unary; hold: Unary }> = serviceDesc(file, 0);

/** The key that a handler reads. */
export const wanted = 'x-request-id';

/** What a call sends, where it sends metadata. */
export const sent: ReadonlyArray<readonly [string, string]> = [
  [wanted, '0f8fad5b-d9cb-469f-a165-70867728950e'],
  ['x-tenant', 'acme'],
  ['x-user', 'u-1138'],
  ['x-client-version', '2026.11.1'],
  ['traceparent', '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'],
];

export const timeout = 60_000; // ms; no call comes near

/** What a handler sets, where it sets something. */
export const header: readonly [string, string] = ['x-served-by', 'bench-1'];
export const trailer: readonly [string, string] = ['x-cost', '42'];
