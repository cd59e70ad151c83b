import type { Context } from '../../context';
import {
  type CallFactory,
  type ClientMethod,
  failed,
  invoke,
  type ResultOf,
  StreamCall,
} from '../../grpc/internal';
import { abortOf, isAsyncIterable, type NiceOptions, outgoingCall } from './call-options';
import { sendEach } from './requests';

/** Makes a call with one response, from the context `caller`. */
export type CallSingle = (request: unknown, options: NiceOptions, caller: Context) => Promise<unknown>;

const invalid = 'A middleware passed invalid request to next(): expected a single message for'; // nice-grpc's text

/** Returns what makes unary calls. */
export function unaryCalls(factory: CallFactory, method: ClientMethod): CallSingle {
  return (request, options, caller) => {
    if (isAsyncIterable(request)) return failed(new Error(`${invalid} unary method`));
    const call = outgoingCall(method, options, caller);
    const abort = abortOf(options, reasonOf);
    return abort?.signal.aborted ? failed(abort.reason()) : invoke(factory, call, request, abort);
  };
}

/** Returns what makes calls with a stream of requests and one response. */
export function clientStreamCalls(factory: CallFactory, method: ClientMethod): CallSingle {
  return (requests, options, caller) => {
    if (!isAsyncIterable(requests)) return failed(new Error(`${invalid} client streaming method`));
    const call = new StreamCall(factory, outgoingCall(method, options, caller));
    const abort = abortOf(options, reasonOf);
    if (abort?.signal.aborted) return failed(abort.reason());
    call.open(abort);
    void sendEach(requests, call, caller);
    return call.receive(response);
  };
}

const response: ResultOf<unknown> = { message: (message) => message, end: () => undefined };

function reasonOf(signal: AbortSignal): unknown {
  return signal.reason;
}
