/** What a proto says of a method in addition to its types. */
export interface MethodOptions {
  readonly idempotencyLevel?: 'IDEMPOTENT' | 'NO_SIDE_EFFECTS';
}

/** A method of a service, in one form whatever generator made its definition. */
export interface Method {
  /** The name that clients and implementations have for it. */
  readonly name: string;
  /** A second name for the same method, as grpc-js has for definitions that are loaded at run time. */
  readonly alias: string | undefined;
  /** `/package.Service/Method` */
  readonly path: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
  readonly options: MethodOptions;
  /** Returns the bytes of a request, or of what one can be made of. */
  requestSerialize(message: unknown): Uint8Array;
  requestDeserialize(bytes: Buffer): unknown;
  /** Returns the bytes of a response, or of what one can be made of. */
  responseSerialize(message: unknown): Uint8Array;
  responseDeserialize(bytes: Buffer): unknown;
}

/** Encodes and decodes the messages of one type. */
export interface Codec {
  readonly serialize: (message: unknown) => Uint8Array;
  readonly deserialize: (bytes: Uint8Array) => unknown;
}

/** Returns a method of the codecs of its two types. */
export function methodWith(
  about: Pick<Method, 'name' | 'path' | 'requestStream' | 'responseStream' | 'options'>,
  request: Codec,
  response: Codec,
): Method {
  return {
    ...about,
    alias: undefined,
    requestSerialize: request.serialize,
    requestDeserialize: request.deserialize,
    responseSerialize: response.serialize,
    responseDeserialize: response.deserialize,
  };
}
