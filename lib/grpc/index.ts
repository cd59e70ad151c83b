/**
 * grpc-go's `grpc`, as far as it needs no transport: header and trailer of a response, the method, the status of a
 * context, interceptors and their chains, the options of a call.
 */

export { chainStreamServer, chainUnaryServer } from './chain';
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
} from './client/call-option';
export {
  CallContentSubtype,
  type CallSetting,
  type CompressorCallOption,
  type ContentSubtypeCallOption,
  type Credentials,
  EmptyCallOption,
  MaxCallRecvMsgSize,
  MaxCallSendMsgSize,
  type MaxMsgSizeCallOption,
  PerRPCCredentials,
  type PerRPCCredentialsCallOption,
  UseCompressor,
  WaitForReady,
  type WaitForReadyCallOption,
} from './client/call-setting';
export { chainStreamClient, chainUnaryClient } from './client/chain';
export type { ContextOptions } from './client/context-options';
export { EOF } from './client/eof';
export type { ClientConn } from './client/transport';
export type { ServiceDefinition } from './definition/methods';
export type { Methods, TypedMethod } from './definition/typed';
export type { CallDiagnostics, CallStep, MessageCount } from './diagnostics';
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
export { method, sendHeader, setHeader, setTrailer } from './server/header';
export {
  newContextWithServerTransportStream,
  type ServerTransportStream,
  serverTransportStreamFromContext,
} from './server/transport-stream';
export { fromContextError, statusOf } from './status';
export type { ClientStream, ServerStream } from './stream';
