import { all, bytes, decode, encode, number } from './protobuf';

/** Any message of grpc.testing.TestService, as far as the tests look into it. */
export interface Message {
  /** The body of the payload, one character a byte. */
  readonly body: string;
  /** `response_size` of a request, `aggregated_payload_size` of a response. */
  readonly size?: number;
  /** The responses that a request for a stream asks for. */
  readonly parameters?: ReadonlyArray<{ readonly size: number }>;
  /** The status that a request asks for. */
  readonly echo?: { readonly code: number; readonly message: string };
}

interface Codec {
  encode(message: Message): Buffer;
  decode(bytes: Buffer): Message;
}

const payload = ({ body }: Message) => (body === '' ? undefined : encode([[2, Buffer.from(body, 'latin1')]]));

function body(payload: Buffer | undefined): string {
  return (payload && bytes(decode(payload), 2)?.toString('latin1')) ?? '';
}

/** SimpleRequest and StreamingOutputCallRequest, which share their field numbers. */
const request: Codec = {
  encode: (message) =>
    encode([
      [2, message.size],
      ...(message.parameters ?? []).map(({ size }): [number, Buffer] => [2, encode([[1, size]])]),
      [3, payload(message)],
      [
        7,
        message.echo &&
          encode([
            [1, message.echo.code],
            [2, Buffer.from(message.echo.message)],
          ]),
      ],
    ]),
  decode: (buffer) => {
    const fields = decode(buffer);
    const echo = bytes(fields, 7);
    const status = echo && decode(echo);
    return {
      body: body(bytes(fields, 3)),
      size: number(fields, 2),
      parameters: all(fields, 2).map((one) => ({ size: number(decode(one), 1) })),
      ...(status && { echo: { code: number(status, 1), message: String(bytes(status, 2) ?? '') } }),
    };
  },
};

/** Messages that have a payload alone, as their first field. */
const wrapped: Codec = {
  encode: (message) => encode([[1, payload(message)]]),
  decode: (buffer) => ({ body: body(bytes(decode(buffer), 1)) }),
};

const aggregated: Codec = {
  encode: (message) => encode([[1, message.size ?? message.body.length]]),
  decode: (buffer) => {
    const size = number(decode(buffer), 1);
    return { body: '#'.repeat(size), size };
  },
};

const empty: Codec = { encode: () => Buffer.alloc(0), decode: () => ({ body: '' }) };

function method<Q extends boolean, S extends boolean>(
  name: string,
  stream: readonly [Q, S],
  req: Codec,
  res: Codec,
) {
  return {
    path: `/grpc.testing.TestService/${name}`,
    requestStream: stream[0],
    responseStream: stream[1],
    requestSerialize: (message: Message) => req.encode(message),
    requestDeserialize: (buffer: Buffer) => req.decode(buffer),
    responseSerialize: (message: Message) => res.encode(message),
    responseDeserialize: (buffer: Buffer) => res.decode(buffer),
    options: {},
  };
}

/** grpc.testing.TestService, in the form that grpc-js and nice-grpc take; written by hand, so that nothing is generated. */
export const testService = {
  emptyCall: method('EmptyCall', [false, false], empty, empty),
  unaryCall: method('UnaryCall', [false, false], request, wrapped),
  streamingOutputCall: method('StreamingOutputCall', [false, true], request, wrapped),
  streamingInputCall: method('StreamingInputCall', [true, false], wrapped, aggregated),
  fullDuplexCall: method('FullDuplexCall', [true, true], request, wrapped),
} as const;

/** Methods that no server has, of this service or of another; `unknown` is not in its description either. */
export const unimplemented = {
  unknown: method('Nothing', [false, false], empty, empty),
  method: method('UnimplementedCall', [false, false], empty, empty),
  service: {
    ...method('x', [false, false], empty, empty),
    path: '/grpc.testing.UnimplementedService/UnimplementedCall',
  },
} as const;
