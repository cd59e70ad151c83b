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
  MethodOptions_IdempotencyLevel,
} from '@bufbuild/protobuf/wkt';
import type { Message } from './echo';

// `test.Echo` for Connect, whose messages are protobuf's: each is the JSON of a message of ../echo.

/** The message of protobuf's. */
type Text = ProtoMessage<'test.Text'> & { json: string };

const proto = create(FileDescriptorProtoSchema, {
  name: 'test/echo.proto',
  package: 'test',
  syntax: 'proto3',
  messageType: [
    {
      name: 'Text',
      field: [
        {
          name: 'json',
          number: 1,
          label: FieldDescriptorProto_Label.OPTIONAL,
          type: FieldDescriptorProto_Type.STRING,
        },
      ],
    },
  ],
  service: [
    {
      name: 'Echo',
      method: [
        methodOf('Unary', false, false),
        methodOf('ServerStream', false, true),
        methodOf('ClientStream', true, false),
        methodOf('Bidi', true, true),
        {
          ...methodOf('Look', false, false),
          options: { idempotencyLevel: MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS },
        },
      ],
    },
  ],
});

function methodOf(name: string, clientStreaming: boolean, serverStreaming: boolean) {
  return { name, inputType: '.test.Text', outputType: '.test.Text', clientStreaming, serverStreaming };
}

const file = fileDesc(base64Encode(toBinary(FileDescriptorProtoSchema, proto)));

export const TextSchema: GenMessage<Text> = messageDesc(file, 0);

interface Ends {
  input: typeof TextSchema;
  output: typeof TextSchema;
}

/** The service of ../echo; `look`, which has no side effects, may come by a GET. */
export const ConnectEcho: GenService<{
  unary: Ends & { methodKind: 'unary' };
  serverStream: Ends & { methodKind: 'server_streaming' };
  clientStream: Ends & { methodKind: 'client_streaming' };
  bidi: Ends & { methodKind: 'bidi_streaming' };
  look: Ends & { methodKind: 'unary' };
}> = serviceDesc(file, 0);

/** Returns a message as protobuf has it. */
export function textOf(message: Message): Text {
  return create(TextSchema, { json: JSON.stringify(message) });
}

/** Returns the message that protobuf has as `text`. */
export function messageOf({ json }: Text): Message {
  return JSON.parse(json || '{}');
}

export async function* textsOf(messages: AsyncIterable<Message>): AsyncGenerator<Text, void> {
  for await (const message of messages) yield textOf(message);
}

export async function* messagesOf(texts: AsyncIterable<Text>): AsyncGenerator<Message, void> {
  for await (const text of texts) yield messageOf(text);
}
