import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http2';

/** Reports whether `headers` are those of a gRPC request. */
export function isGrpc<Headers extends IncomingHttpHeaders | OutgoingHttpHeaders>(
  headers: Headers | undefined,
): headers is Headers {
  return String(headers?.['content-type']).startsWith('application/grpc');
}
