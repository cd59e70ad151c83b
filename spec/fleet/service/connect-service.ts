import { create, type Message as ProtoMessage, toBinary } from '@bufbuild/protobuf';
import {
  fileDesc,
  type GenMessage,
  type GenService,
  messageDesc,
  serviceDesc,
} from '@bufbuild/protobuf/codegenv2';
import { base64Encode } from '@bufbuild/protobuf/wire';
import {
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FileDescriptorProtoSchema,
} from '@bufbuild/protobuf/wkt';
import type { Message } from '../../interop/support/test-service';

// grpc.testing.TestService for Connect, as far as the fleet needs it; its two kinds of requests are alike on the wire, and so are
// its two kinds of responses.

type Payload = ProtoMessage<'grpc.testing.Payload'> & { body: Uint8Array };
export type Request = ProtoMessage<'grpc.testing.Request'> & { payload?: Payload };
export type Response = ProtoMessage<'grpc.testing.Response'> & { payload?: Payload };

const proto = create(FileDescriptorProtoSchema, {
  name: 'grpc/testing/fleet.proto',
  package: 'grpc.testing',
  syntax: 'proto3',
  messageType: [
    { name: 'Payload', field: [{ ...field('body', 2), type: FieldDescriptorProto_Type.BYTES }] },
    { name: 'Request', field: [payload(3)] },
    { name: 'Response', field: [payload(1)] },
  ],
  service: [{ name: 'TestService', method: [method('UnaryCall', false), method('FullDuplexCall', true)] }],
});

function field(name: string, number: number) {
  return { name, number, label: FieldDescriptorProto_Label.OPTIONAL };
}

function payload(number: number) {
  const typeName = '.grpc.testing.Payload';
  return { ...field('payload', number), type: FieldDescriptorProto_Type.MESSAGE, typeName };
}

function method(name: string, streams: boolean) {
  const [inputType, outputType] = ['.grpc.testing.Request', '.grpc.testing.Response'];
  return { name, inputType, outputType, clientStreaming: streams, serverStreaming: streams };
}

const file = fileDesc(base64Encode(toBinary(FileDescriptorProtoSchema, proto)));
const PayloadSchema: GenMessage<Payload> = messageDesc(file, 0);
const RequestSchema: GenMessage<Request> = messageDesc(file, 1);
const ResponseSchema: GenMessage<Response> = messageDesc(file, 2);

interface Ends {
  input: typeof RequestSchema;
  output: typeof ResponseSchema;
}

export const TestService: GenService<{
  unaryCall: Ends & { methodKind: 'unary' };
  fullDuplexCall: Ends & { methodKind: 'bidi_streaming' };
}> = serviceDesc(file, 0);

export function requestOf(message: Message): Request {
  return create(RequestSchema, { payload: payloadOf(message) });
}

export function responseOf(message: Message): Response {
  return create(ResponseSchema, { payload: payloadOf(message) });
}

/** Returns the message that protobuf has as a request or a response. */
export function plainOf({ payload }: Request | Response): Message {
  return { body: Buffer.from(payload?.body ?? []).toString('latin1') };
}

function payloadOf({ body }: Message): Payload {
  return create(PayloadSchema, { body: Buffer.from(body, 'latin1') });
}
