/** What the other folders of lib/ use of this one, in addition to its index. */
export { finish, type Outcome } from './client/call-option';
export { type ClientTransport, type Opening, openStream } from './client/client-stream';
export { Heard, type Observed, observer } from './client/heard';
export { invoke } from './client/invoke';
export { Pipe } from './client/pipe';
export { asBuffer, type Method } from './definition/method';
export { methodsOf } from './definition/methods';
export { done, harmless, rejected } from './rejection';
export { GoService, goServiceOf, withGoService } from './server/go-service';
export { type CallHeader, IncomingCall } from './server/incoming-call';
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
