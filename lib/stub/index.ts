/**
 * Clients and services in the shape that grpc-go generates them in, over the service definitions that nice-grpc takes:
 * those of ts-proto and those of grpc-js.
 */
export {
  CallContentSubtype,
  type CallOption,
  type Credentials,
  EmptyCallOption,
  EOF,
  Header,
  MaxCallRecvMsgSize,
  MaxCallSendMsgSize,
  OnFinish,
  Peer,
  PerRPCCredentials,
  type RequestInfo,
  Trailer,
  UseCompressor,
  WaitForReady,
} from '../grpc';
export type {
  BidiStreamingMethod,
  ClientStreamingMethod,
  ServerStreamingMethod,
  StubClient,
  UnaryMethod,
  UntypedMethod,
} from './client';
export { ClientConn, newClientConn } from './client-conn';
export {
  type DialOption,
  type KeepaliveClientParameters,
  type NewClientOptions,
  withAuthority,
  withChainStreamInterceptor,
  withChainUnaryInterceptor,
  withDefaultCallOptions,
  withDefaultServiceConfig,
  withKeepaliveParams,
  withPerRPCCredentials,
  withResolvers,
  withTransportCredentials,
  withUserAgent,
} from './dial-option';
export { type FakeMethods, fakeClient } from './fake-client';
export { ManualResolver } from './manual-resolver';
export { newClient } from './new-client';
export { newServer, registerAdmin, type Server } from './new-server';
export { type AddingServer, type RegisteringServer, register, type UnfinishedHandlers } from './register';
export {
  type Address,
  type Resolver,
  type ResolverBuilder,
  type ResolverClientConn,
  type ResolverState,
  registerResolver,
  type Target,
} from './resolver';
export {
  ChainStreamInterceptor,
  ChainUnaryInterceptor,
  Creds,
  InitialConnWindowSize,
  InitialWindowSize,
  type KeepaliveEnforcement,
  KeepaliveEnforcementPolicy,
  KeepaliveParams,
  type KeepaliveServerParameters,
  MaxConcurrentStreams,
  MaxRecvMsgSize,
  MaxSendMsgSize,
  type ServerOption,
  StreamInterceptor,
  UnaryInterceptor,
} from './server-option';
export type { ServiceHandlers, UnimplementedHandlers, UntypedHandler } from './service';
export type {
  BidiStreamingClient,
  BidiStreamingServer,
  ClientStreamingClient,
  ClientStreamingServer,
  ServerStreamingClient,
  ServerStreamingServer,
} from './streams';
export { unimplemented } from './unimplemented';
