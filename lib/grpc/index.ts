/**
 * grpc-go's `grpc`, as far as it needs no transport: header and trailer of a response, the method, the status of a
 * context, interceptors and their chains, the options of a call.
 */
export {
  type CallOption,
  Header,
  type HeaderCallOption,
  OnFinish,
  type OnFinishCallOption,
  Peer,
  type PeerCallOption,
  Trailer,
  type TrailerCallOption,
} from './call-option';
export { chainStreamClient, chainStreamServer, chainUnaryClient, chainUnaryServer } from './chain';
export type { ContextOptions } from './context-options';
export { method, sendHeader, setHeader, setTrailer } from './header';
export type {
  ClientInterceptors,
  ServerInterceptors,
  StreamClientInterceptor,
  StreamDesc,
  Streamer,
  StreamHandler,
  StreamServerInfo,
  StreamServerInterceptor,
  UnaryClientInterceptor,
  UnaryHandler,
  UnaryInvoker,
  UnaryServerInfo,
  UnaryServerInterceptor,
} from './interceptor';
export { fromContextError, statusOf } from './status';
export type { ClientStream, ServerStream } from './stream';
export {
  newContextWithServerTransportStream,
  type ServerTransportStream,
  serverTransportStreamFromContext,
} from './transport-stream';

// Above is what users need; below is for the other folders of this library.

/** @internal */
export { finish, type Outcome } from './call-option';
/** @internal */
export { type ClientTransport, type Opening, openStream } from './client-stream';
/** @internal */
export { Heard, type Observed, observer } from './heard';
/** @internal */
export { invoke } from './invoke';
/** @internal */
export { Pipe } from './pipe';
/** @internal */
export { Response, type ResponseWriter } from './response';
/** @internal */
export { faultOfField, faultOnSend } from './sendable';
/** @internal */
export {
  eachRequest,
  OnlyResponse,
  onlyRequest,
  receiving,
  type ServerMessages,
  serverStream,
} from './server-stream';
/** @internal */
export { internal } from './status';
/** @internal */
export { decodeTimeout, encodeTimeout } from './timeout';
/** @internal */
export { streamKey } from './transport-stream';
