import type { Compression, UniversalHandler, UniversalServerRequest } from '@connectrpc/connect/protocol';
import { encodingsOf } from '../last-envelope';
import { ServerCall } from './server-call';

/** Returns `handler`, each of whose calls has a context. `compressions` are those that the server knows. */
export function inContext(
  handler: UniversalHandler,
  compressions: () => readonly Compression[],
): UniversalHandler {
  const encodings = encodingsOf(compressions);
  const handle = (request: UniversalServerRequest) =>
    new ServerCall(request, handler.requestPath).serve(handler, request, encodings);
  return Object.assign(handle, handler);
}
