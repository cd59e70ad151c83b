/** What the other folders of lib/ use of this one, in addition to its index. */
export { finish, type Outcome } from './client/call-option';
export { type ClientTransport, type Opening, openStream } from './client/client-stream';
export { Heard, type Observed, observer } from './client/heard';
export { invoke } from './client/invoke';
export { Pipe } from './client/pipe';
export { asBuffer, type Method } from './definition/method';
export { methodsOf } from './definition/methods';
export { Response, type ResponseWriter } from './server/response';
export {
  type Abortable,
  attachCalls,
  type RunningCall,
  RunningCalls,
  runningCallsOf,
} from './server/running-calls';
export {
  eachRequest,
  OnlyResponse,
  onlyRequest,
  receiving,
  type ServerMessages,
  serverStream,
} from './server/server-stream';
export { streamKey } from './server/transport-stream';
export { internal } from './status';
