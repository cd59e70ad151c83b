import type { Context } from '../../context';
import type { StreamDesc } from '../interceptor';
import type { CallOption } from './call-option';
import type { CallSetting, EmptyCallOption } from './call-setting';
import type { ClientMethod, OutgoingCall, ResponseOption } from './transport';

/** Returns the call that an interceptor makes of `call`: its own metadata is in `ctx`. */
export function innerCall(
  { method, isCurrent }: OutgoingCall,
  ctx: Context,
  path: string,
  opts: readonly CallOption[],
): OutgoingCall {
  const called = path === method.path ? method : { ...method, path };
  return { method: called, ctx, isCurrent, caller: ctx, metadata: undefined, opts };
}

/** Returns the options that say how a call is made: the others want to be told of its response, once. */
export function settingsOf(opts: readonly ResponseOption[]): CallOption[] {
  return opts.filter((option): option is CallSetting | EmptyCallOption => !told.has(option.kind));
}

const told = new Set<ResponseOption['kind']>([
  'header',
  'trailer',
  'peer',
  'onFinish',
  'onHeader',
  'onTrailer',
]);

/** Returns what interceptors are told of a streaming method. */
export function streamDesc({ path, requestStream, responseStream }: ClientMethod): StreamDesc {
  return {
    streamName: path.slice(path.lastIndexOf('/') + 1),
    clientStreams: requestStream,
    serverStreams: responseStream,
  };
}
