import type { MethodDefinition, ServerUnaryCall, ServiceDefinition, sendUnaryData } from '@grpc/grpc-js';
import { Canceled, current } from '../../context';
import {
  chainStreamServer,
  chainUnaryServer,
  fromContextError,
  type ServerInterceptors,
  type StreamHandler,
  type StreamServerInterceptor,
  type UnaryServerInterceptor,
} from '../../grpc';
import { OnlyResponse, onlyRequest, receiving, serverStream } from '../../grpc/internal';
import { HandledCall } from './handled-call';
import { failureOf, Reply } from './reply';
import {
  isReading,
  isWriting,
  receivingOne,
  requestsOf,
  type ServerCallOf,
  sending,
} from './server-messages';

type Callback = sendUnaryData<unknown>;

/**
 * Returns an implementation like `implementation` of the service `definition`, before whose handlers interceptors stand:
 * `server.addService(Echo, intercept(Echo, implementation, { unaryInterceptors: [log] }))`. The server needs
 * `serverInterceptor()`, which makes the contexts.
 *
 * Interceptors see the error that a handler gave or threw as it is, and are told `implementation`. A handler runs in the
 * context that they passed on; what its call reads and writes goes through the stream that they passed on, and the rest of
 * its call, `metadata` for one, stays that of the request.
 */
export function intercept<Implementation extends object>(
  definition: ServiceDefinition,
  implementation: Implementation,
  interceptors: ServerInterceptors,
): Implementation {
  const { unaryInterceptors = [], streamInterceptors = [] } = interceptors;
  const unary = chainUnaryServer(...unaryInterceptors);
  const stream = chainStreamServer(...streamInterceptors);
  const methods = new Map<string | symbol, Method>();
  for (const [name, method] of Object.entries(definition)) {
    methods.set(name, method);
    if (method.originalName !== undefined) methods.set(method.originalName, method);
  }
  return new Proxy(Object.create(implementation), {
    get(_, name): unknown {
      const handler: unknown = Reflect.get(implementation, name);
      const method = methods.get(name);
      if (method === undefined || typeof handler !== 'function') return handler;
      const handle = (...args: unknown[]): unknown => Reflect.apply(handler, implementation, args);
      const isUnary = !method.requestStream && !method.responseStream;
      const chosen = isUnary ? unaryInterceptors : streamInterceptors;
      if (chosen.length === 0) return handle;
      const served = { server: implementation, method, handle };
      return isUnary ? unaryHandler(served, unary) : streamHandler(served, stream);
    },
  });
}

type Method = MethodDefinition<unknown, unknown>;

/** A method of a service, and who handles its calls. */
interface Served {
  readonly server: object;
  readonly method: Method;
  readonly handle: (...args: unknown[]) => unknown;
}

function unaryHandler({ server, method, handle }: Served, interceptor: UnaryServerInterceptor) {
  const info = { server, fullMethod: method.path };
  return (call: ServerUnaryCall<unknown, unknown>, callback: Callback): void => {
    const reply = new Reply();
    const handled = interceptor(current(), call.request, info, (_, request) =>
      reply.asked((answer) => handle(withRequest(call, request), answer)),
    );
    reply.give(handled, callback);
  };
}

/** Returns a call like `call` whose request is `request`. */
function withRequest(call: ServerUnaryCall<unknown, unknown>, request: unknown): object {
  if (request === call.request) return call;
  return new Proxy(call, {
    get(target, name): unknown {
      if (name === 'request') return request;
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}

function streamHandler({ server, method, handle }: Served, interceptor: StreamServerInterceptor) {
  const { path, requestStream, responseStream } = method;
  const info = { fullMethod: path, isClientStream: requestStream, isServerStream: responseStream };
  return (call: ServerCallOf, callback: Callback): void => {
    const ctx = current();
    const response = new OnlyResponse<unknown>();
    const reply = new Reply();
    let last: HandledCall | undefined;
    const stream = serverStream<unknown, unknown>(ctx, {
      ...(isReading(call) ? receiving(ctx, requestsOf(call)) : receivingOne(call.request)),
      ...(isWriting(call) ? sending(ctx, call) : { send: response.send }),
    });
    const next: StreamHandler = async (_, stream) => {
      const request = requestStream ? undefined : await onlyRequest(stream);
      const directions = { readable: requestStream, writable: responseStream };
      const own = new HandledCall(call, stream, directions, request);
      last = own;
      if (responseStream) await ended(own, () => handle(own));
      else await stream.send(await reply.asked((answer) => handle(failingBy(own, answer), answer)));
    };
    const handled = interceptor(server, stream, info, next);
    if (isWriting(call)) {
      handled.then(
        () => call.end(last?.trailer),
        (error: unknown) => call.emit('error', failureOf(error)),
      );
    } else {
      const answered = handled.then(() => response.taken());
      reply.give(answered, callback);
    }
  };
}

/** Waits until the handler that `start` calls has ended the responses of `call`; fails if it ends the call otherwise. */
function ended(call: HandledCall, start: () => unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    call.on('error', reject);
    call.once('finish', resolve);
    call.once('close', () => reject(call.hasEnded() ?? fromContextError(Canceled)));
    const returned = start();
    if (returned instanceof Promise) returned.catch(reject);
  });
}

/** Has `answer` called when the call fails. */
function failingBy(call: HandledCall, answer: Callback): HandledCall {
  call.on('error', (error) => answer(error));
  call.once('close', () => {
    const end = call.hasEnded();
    if (end !== undefined) answer(end);
  });
  return call;
}
