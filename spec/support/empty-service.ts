import { create, type DescFile, toBinary } from '@bufbuild/protobuf';
import { fileDesc } from '@bufbuild/protobuf/codegenv2';
import { base64Encode } from '@bufbuild/protobuf/wire';
import {
  type EmptySchema,
  FileDescriptorProtoSchema,
  file_google_protobuf_empty,
} from '@bufbuild/protobuf/wkt';

// Services for Connect whose messages have no fields by their descriptors. Their bytes protobuf keeps all the same.

/** The messages of a method. */
interface Ends {
  input: typeof EmptySchema;
  output: typeof EmptySchema;
}

export type Unary = Ends & { methodKind: 'unary' };
export type ClientStreaming = Ends & { methodKind: 'client_streaming' };
export type ServerStreaming = Ends & { methodKind: 'server_streaming' };
export type Bidi = Ends & { methodKind: 'bidi_streaming' };

interface Method {
  readonly path: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
}

/** Returns a file with a service of these methods, which name it in their paths. */
export function fileOf(methods: readonly Method[]): DescFile {
  const [, packageName = '', service = ''] = /^\/(.*)\.(\w+)\//.exec(methods[0]?.path ?? '') ?? [];
  const proto = create(FileDescriptorProtoSchema, {
    name: `${packageName}/${service}.${methods.length}.proto`,
    package: packageName,
    syntax: 'proto3',
    dependency: ['google/protobuf/empty.proto'],
    service: [
      {
        name: service,
        method: methods.map(({ path, requestStream, responseStream }) => ({
          name: path.slice(path.lastIndexOf('/') + 1),
          inputType: '.google.protobuf.Empty',
          outputType: '.google.protobuf.Empty',
          clientStreaming: requestStream,
          serverStreaming: responseStream,
        })),
      },
    ],
  });
  return fileDesc(base64Encode(toBinary(FileDescriptorProtoSchema, proto)), [file_google_protobuf_empty]);
}
