import type { DescMethodStreaming, DescMethodUnary, DescService } from '@bufbuild/protobuf';
import type { Transport } from '@connectrpc/connect';
import { wrongType } from '../../context/internal';
import type { ClientInterceptors } from '../../grpc';
import {
  type ClientMethod,
  each,
  type Intercept,
  interceptWith,
  methodsOf,
  validateInterceptors,
} from '../../grpc/internal';
import { asClient, asIterable, asKnown } from '../convert';
import { methodInfo } from '../method';
import type { Client, ContextCallOptions } from './call-options';
import { ContextTransport } from './context-transport';
import { interceptedStream, interceptedUnary } from './intercepted-calls';
import { type CallOptions, onlyResponse, streamCall, unaryCall } from './make-call';

/**
 * Returns a client like Connect's `createClient`, whose calls are made with a context: `{ ctx }` in the options of the call,
 * or the one that was current when it was called. The call sends the outgoing metadata of the context and then its own
 * `headers`, ends when the context does, and has its deadline. `{ header, trailer, peer }` in the options are filled with
 * those of the response, also when the call fails. Leaving the loop over a stream of responses cancels the call.
 *
 * With the transports of this module each value of a repeated key goes over the wire on its own, both ways, and a call that is
 * left is reset without an end of its requests. With any other of Connect's transports values of one key are joined.
 *
 * Interceptors stand before all this. What one throws reaches the caller as it is.
 *
 * @throws TypeError if an argument is not what it must be.
 */
export function createClient<Service extends DescService>(
  service: Service,
  transport: Transport,
  interceptors: ClientInterceptors = {},
): Client<Service> {
  if (!Array.isArray(service?.methods))
    throw wrongType('connect: createClient: service', 'a service as its generator made it', service);
  if (typeof transport?.unary !== 'function')
    throw wrongType('connect: createClient: transport', 'a Transport', transport);
  const own = transport instanceof ContextTransport ? transport : new ContextTransport(transport);
  validateInterceptors('connect: createClient', interceptors);
  const intercept = interceptWith(interceptors);
  const known = new Map(methodsOf('connect: createClient', service).map((method) => [method.name, method]));
  const methods = service.methods.map((method) => {
    const about = known.get(method.localName);
    const calls = { transport: own, about, intercept, interceptors };
    return [method.localName, callOf(asKnown(method), calls)] as const;
  });
  return asClient(Object.fromEntries(methods));
}

/** A method as a client has it, whatever its kind. */
type ClientMethodOf = (request: unknown, options?: ContextCallOptions) => unknown;

/** How the calls of a method are made. */
interface Calls {
  readonly transport: ContextTransport;
  readonly about: ClientMethod | undefined;
  readonly intercept: Intercept;
  readonly interceptors: ClientInterceptors;
}

function callOf(
  method: DescMethodUnary | DescMethodStreaming,
  { transport, about, intercept, interceptors }: Calls,
): ClientMethodOf {
  const { unaryInterceptors = [], streamInterceptors = [] } = interceptors;
  if (method.methodKind === 'unary') {
    const plain = unaryCall(method, transport);
    const behind = about && interceptedUnary(method, about, transport, intercept);
    const call = choice(plain, behind, unaryInterceptors.length > 0);
    return (request, options = {}) => call(request, given(options));
  }
  const plain = streamCall(method, transport);
  const behind = about && interceptedStream(method, about, transport, intercept);
  const call = choice(plain, behind, streamInterceptors.length > 0);
  const { requestStream, responseStream } = methodInfo(method);
  if (!requestStream) return (request, options = {}) => call(each(request), given(options));
  if (responseStream) return (requests, options = {}) => call(streamed(requests), given(options));
  return (requests, options = {}) => onlyResponse(call(streamed(requests), given(options)));
}

type Call<Request, Response> = (request: Request, options: CallOptions) => Response;

/** Returns `behind`, for calls that have options of Go's or interceptors, and `plain` for all others, which costs less. */
function choice<Request, Response>(
  plain: Call<Request, Response>,
  behind: Call<Request, Response> | undefined,
  hasInterceptors: boolean,
): Call<Request, Response> {
  if (behind === undefined || hasInterceptors) return behind ?? plain;
  return (request, options) =>
    options.opts === undefined || options.opts.length === 0
      ? plain(request, options)
      : behind(request, options);
}

/** Returns `options`, those of a call. */
function given(options: ContextCallOptions): ContextCallOptions {
  if (typeof options === 'object' && options !== null) return options;
  throw wrongType('connect: options', 'an object', options);
}

/** Returns `requests` as the messages that a call with a stream of them sends. */
function streamed(requests: unknown): AsyncIterable<unknown> {
  const isIterable = typeof requests === 'object' && requests !== null && Symbol.asyncIterator in requests;
  if (isIterable) return asIterable(requests);
  throw wrongType('connect: requests', 'an async iterable', requests);
}
