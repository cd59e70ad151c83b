/** What the other folders of lib/ use of this one, in addition to its index. */
export { channelCalls } from './client/channel-calls';
export { validateChannelOptions, validateCredentials } from './client/channel-options';
export { compressorOf, insideOf } from './client/convert';
export { type HandledCall, setSessionPolicy } from './convert';
export { patchRuntime } from './runtime';
export type { Failure } from './server/answer';
export { contained } from './server/contained';
export type { Finisher, HandlerCall } from './server/handler-call';
export { type HandledService, registerService } from './server/register-service';
export { unknownError } from './server/status';
