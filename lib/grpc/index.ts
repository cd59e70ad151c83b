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
  type RequestInfo,
  UseCompressor,
  WaitForReady,
  type WaitForReadyCallOption,
} from './client/call-setting';
export { chainStreamClient, chainUnaryClient } from './client/chain';
export { EOF } from './client/client-error';
export type { ContextOptions } from './client/response-options';
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
export { chainStreamServer, chainUnaryServer } from './server/chain';
export {
  method,
  newContextWithServerTransportStream,
  type ServerTransportStream,
  sendHeader,
  serverTransportStreamFromContext,
  setHeader,
  setTrailer,
} from './server/header';
export { fromContextError, statusOf } from './status';
export type { ClientStream, ServerStream } from './stream';
