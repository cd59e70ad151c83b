import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { type GenService, serviceDesc } from '@bufbuild/protobuf/codegenv2';
import { type Empty, EmptySchema } from '@bufbuild/protobuf/wkt';
import {
  type Bidi,
  type ClientStreaming,
  fileOf,
  type ServerStreaming,
  type Unary,
} from '../../support/empty-service';
import { type Message, testService, unimplemented } from './test-service';

// The services of ./test-service for Connect, which reads and writes what is in their messages.

type Methods = {
  emptyCall: Unary;
  unaryCall: Unary;
  streamingInputCall: ClientStreaming;
  streamingOutputCall: ServerStreaming;
  fullDuplexCall: Bidi;
};

const methods = Object.values(testService);

/** TestService, as servers have it. */
export const TestService: GenService<Methods> = serviceDesc(fileOf(methods), 0);

/** TestService with methods that no server has. */
export const WiderTestService: GenService<Methods & { unimplementedCall: Unary; nothing: Unary }> =
  serviceDesc(fileOf([...methods, unimplemented.method, unimplemented.unknown]), 0);

/** A service that no server has. */
export const UnimplementedService: GenService<{ unimplementedCall: Unary }> = serviceDesc(
  fileOf([unimplemented.service]),
  0,
);

/** Turns messages of ./test-service into those of protobuf's, and back. */
export interface Translation {
  request(message: Message): Empty;
  requestIn(message: Empty): Message;
  response(message: Message): Empty;
  responseIn(message: Empty): Message;
}

type Codec = (typeof testService)[keyof typeof testService];

/** Returns the translation of a method, by its descriptor. */
export function translation(method: Codec): Translation {
  const bytes = (message: Empty) => Buffer.from(toBinary(EmptySchema, message));
  return {
    request: (message) => fromBinary(EmptySchema, method.requestSerialize(message)),
    requestIn: (message) => method.requestDeserialize(bytes(message)),
    response: (message) => fromBinary(EmptySchema, method.responseSerialize(message)),
    responseIn: (message) => method.responseDeserialize(bytes(message)),
  };
}

/** Translates each of `messages`. */
export async function* eachAs<From, To>(
  messages: AsyncIterable<From>,
  translate: (message: From) => To,
): AsyncGenerator<To, void> {
  for await (const message of messages) yield translate(message);
}
