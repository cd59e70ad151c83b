/** The messages of a stream, each way. */
export const messages = 100;

/** A message is bytes that nobody looks into, so that no time goes into protobuf. */
export const message = Buffer.from('a message of some bytes, as a small protobuf has them: forty-eight');

const pass = (bytes: Buffer): Buffer => bytes;

function method<S extends boolean>(name: string, stream: S) {
  return {
    path: `/bench.Bench/${name}`,
    requestStream: stream,
    responseStream: stream,
    requestSerialize: pass,
    requestDeserialize: pass,
    responseSerialize: pass,
    responseDeserialize: pass,
    options: {},
  };
}

/** The service of part 3, for both runtimes. Each method answers each message with the same one. */
export const Bench = {
  unary: method('Unary', false),
  stream: method('Stream', true),
  /** Answers when it is told to. */
  hold: method('Hold', false),
};

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
