/**
 * How a call goes over HTTP: where its status and trailer are. `grpc`: in the trailers of HTTP. `grpc-web` and `connect`, the
 * streams of Connect's protocol: in the last envelope of the body. `connect-unary`: in the header.
 */
export type Protocol = 'grpc' | 'grpc-web' | 'connect' | 'connect-unary';

/** Returns the protocol of a request or response with this content type. */
export function protocolOf(contentType: string | null): Protocol {
  return contentType === 'application/grpc+proto' ? 'grpc' : namedBy(contentType);
}

function namedBy(contentType: string | null): Protocol {
  const [, name] = /^application\/(grpc-web|grpc|connect\+)/i.exec(contentType ?? '') ?? [];
  if (name === undefined) return 'connect-unary';
  const isGrpc = name.length > 4 ? 'grpc-web' : 'grpc';
  return name.endsWith('+') ? 'connect' : isGrpc;
}
