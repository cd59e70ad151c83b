import type { ServiceDefinition } from '@grpc/grpc-js';

/** A message of the test service: whatever JSON can say. */
export type Message = { readonly [name: string]: unknown };

const encode = (message: Message): Buffer => Buffer.from(JSON.stringify(message));
const decode = (bytes: Buffer): Message => JSON.parse(bytes.toString());

function method<S extends boolean, R extends boolean>(name: string, requestStream: S, responseStream: R) {
  return {
    path: `/test.Echo/${name}`,
    requestStream,
    responseStream,
    requestSerialize: encode,
    requestDeserialize: decode,
    responseSerialize: encode,
    responseDeserialize: decode,
    options: {},
  };
}

/** A service with a method of each kind, for grpc-js and nice-grpc alike. */
export const Echo = {
  unary: method('Unary', false, false),
  serverStream: method('ServerStream', false, true),
  clientStream: method('ClientStream', true, false),
  bidi: method('Bidi', true, true),
} satisfies ServiceDefinition;

/** The kinds of call, by the names of their methods. */
export const kinds = ['unary', 'serverStream', 'clientStream', 'bidi'] as const;
export type Kind = (typeof kinds)[number];
