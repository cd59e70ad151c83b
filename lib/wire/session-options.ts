import type { ClientSessionOptions, SecureClientSessionOptions } from 'node:http2';

type Options = ClientSessionOptions | SecureClientSessionOptions;

/** Reports whether `options` are those with which grpc-js makes a connection. */
export function isOfGrpcSession(options: Options | undefined): options is Options {
  return (
    options?.maxSendHeaderBlockLength === Number.MAX_SAFE_INTEGER &&
    'maxSessionMemory' in options &&
    'createConnection' in options
  );
}

/**
 * Returns `options` with what peers of gRPC need: values with outer spaces are kept, which grpc-go sends (Node 20 drops them);
 * and a server that pushes, which gRPC has no use for, breaks the protocol.
 */
export function grpcSessionOptions(options: Options): Options {
  const settings = { ...options.settings, enablePush: false };
  return { ...options, settings, ...{ strictFieldWhitespaceValidation: false } };
}
