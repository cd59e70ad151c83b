/**
 * grpc-go's `grpc`, as far as it needs no transport: header and trailer of a response, the method, the status of a
 * context.
 */
export type { ContextOptions } from './context-options';
export { method, sendHeader, setHeader, setTrailer } from './header';
export { fromContextError } from './status';
export {
  newContextWithServerTransportStream,
  type ServerTransportStream,
  serverTransportStreamFromContext,
} from './transport-stream';

// Above is what users need; below is for the other folders of this library.

export { Response, type ResponseWriter } from './response';
export { faultOnSend } from './sendable';
export { internal, statusOf } from './status';
export { decodeTimeout, encodeTimeout } from './timeout';
