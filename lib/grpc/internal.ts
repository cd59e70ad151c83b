/** What the other folders of lib/ use of this one, in addition to its index. */
export { isCallOption } from './client/call-option';
export { ClientCall } from './client/client-call';
export { asClientError, failed } from './client/client-error';
export { eachMessage, newClientStream } from './client/client-stream';
export { responseOptions } from './client/context-options';
export { callOnFinish, fillHeader, fillRest } from './client/fill-options';
export { type Intercept, interceptWith } from './client/intercepted';
export { invoke } from './client/invoke';
export { streamDesc } from './client/outgoing-call';
export { Pipe } from './client/pipe';
export { type ResultOf, StreamCall } from './client/stream-call';
export type {
  Abort,
  CallFactory,
  CallStatus,
  ClientMethod,
  ClientTransport,
  OutgoingCall,
  ReceivedFields,
  ResponseListener,
  ResponseOption,
} from './client/transport';
export { validateClientInterceptors } from './client/validate-interceptors';
export { asBuffer, type Method } from './definition/method';
export { methodsOf } from './definition/methods';
export { type CallObservation, isObserved, type ObservedMethod, observeCall } from './diagnostics';
export { done, harmless, rejected } from './rejection';
export { GoService, goServiceOf, withGoService } from './server/go-service';
export { type CallHeader, IncomingCall, slackOf } from './server/incoming-call';
export {
  interceptStream,
  interceptUnary,
  type StreamHandling,
  type UnaryHandling,
} from './server/interceptors';
export { isIllegalWrite, Response, type ResponseWriter } from './server/response';
export {
  type Abortable,
  attachCalls,
  type CallRegister,
  callRegisterOf,
  type RunningCall,
  RunningCalls,
  runningCallsOf,
} from './server/running-calls';
export { each, serveEach, serveOne } from './server/serve';
export {
  eachRequest,
  onlyRequest,
  receiving,
  type ServerMessages,
  serverStream,
} from './server/server-stream';
export { missingResponse, mustBeResponse, SingleResponse, singleRequest } from './server/single-message';
export { streamKey } from './server/transport-stream';
export { typeOf, validateInterceptors } from './server/validate-interceptors';
export { internal } from './status';
