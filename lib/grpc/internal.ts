/** What the other folders of lib/ use of this one, in addition to its index. */
export { isCallOption } from './client/call-option';
export { mustBeCredentials } from './client/call-setting';
export { ClientCall } from './client/client-call';
export { asClientError, failed } from './client/client-error';
export { newClientStream } from './client/client-stream';
export { type Intercept, interceptWith } from './client/intercepted';
export { streamDesc } from './client/intercepted-call';
export { invoke } from './client/invoke';
export { patient } from './client/patience';
export { type OwnedCredentials, requestMetadata } from './client/request-metadata';
export { mustBeCallOptions, responseOptions } from './client/response-options';
export { type ResultOf, StreamCall } from './client/stream-call';
export type {
  CallFactory,
  CallStatus,
  ClientMethod,
  ClientTransport,
  OutgoingCall,
  ReceivedFields,
  ResponseListener,
  ResponseOption,
} from './client/transport';
export type { Method } from './definition/method';
export { methodsOf } from './definition/methods';
export { CallObservation, isObserved, type ObservedMethod } from './diagnostics';
export {
  madeBy,
  makerOf,
  mustNotMisspell,
  nothingMayFollow,
  validateInterceptors,
} from './given-interceptors';
export { done, harmless, rejected } from './rejection';
export {
  interceptStream,
  interceptUnary,
  type StreamHandling,
  type UnaryHandling,
} from './server/chain';
export { GoService, goServiceOf, withGoService } from './server/go-service';
export { streamKey } from './server/header';
export { type CallHeader, IncomingCall, slackOf } from './server/incoming-call';
export { Pipe } from './server/pipe';
export { isIllegalWrite, Response, type ResponseWriter } from './server/response';
export {
  type Abortable,
  attachCalls,
  callRegisterOf,
  type RunningCall,
  RunningCalls,
  runningCallsOf,
} from './server/running-calls';
export {
  each,
  missingResponse,
  SingleResponse,
  serveEach,
  serveOne,
  singleRequest,
} from './server/serve';
export {
  eachRequest,
  onlyRequest,
  type ServerMessages,
  serverStream,
} from './server/server-stream';
export { internal } from './status';
