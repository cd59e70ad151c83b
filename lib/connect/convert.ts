import type { Agent, ClientRequest, IncomingMessage } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';
import type {
  DescMessage,
  DescMethod,
  DescMethodStreaming,
  DescMethodUnary,
  DescService,
  MessageInitShape,
} from '@bufbuild/protobuf';
import {
  type Code,
  ConnectError,
  type HandlerContext,
  type MethodImpl,
  type ServiceImpl,
} from '@connectrpc/connect';
import type { Status } from 'nice-grpc-common';
import type { Client } from './client/call-options';

/** Returns Node's request: `request` itself, or the one that a framework's request wraps; `undefined` if there is none. */
export function nodeRequestIn(request: unknown): IncomingMessage | Http2ServerRequest | undefined {
  for (const candidate of [request, rawOf(request)]) {
    if (typeof candidate === 'object' && candidate !== null && 'rawHeaders' in candidate) {
      // Nothing but a request of Node's has raw headers; its class is another one in each realm.
      return candidate as IncomingMessage | Http2ServerRequest;
    }
  }
  return undefined;
}

/** Returns the server to which a request came; `undefined` if Node does not tell. */
export function serverOf({ socket }: IncomingMessage | Http2ServerRequest): object | undefined {
  // Node sets it on the sockets of its servers, of HTTP/2 too, and its types do not tell.
  const server: unknown = Reflect.get(socket, 'server');
  return typeof server === 'object' && server !== null ? server : undefined;
}

/** What Node's `http.request` asks of an agent. */
export type AddRequest = (request: ClientRequest, ...rest: unknown[]) => void;

/** Returns the function by which `agent` takes a request. */
export function addRequestOf(agent: Agent): AddRequest {
  return Reflect.get(agent, 'addRequest'); // documented for custom agents, and absent in Node's types
}

/** Fastify has Node's request as `raw`. */
function rawOf(request: unknown): unknown {
  return typeof request === 'object' && request !== null && 'raw' in request ? request.raw : undefined;
}

/** Returns `code` as Connect has it. */
export function codeOf(code: Status): Code {
  // The two enums have the same numbers, but for OK, which no error of Connect's has.
  return code as number as Code;
}

/** Returns the code with which a call ends that failed with `error`, as Connect says. */
export function statusCodeOf(error: unknown): Status {
  return ConnectError.from(error).code as number; // as above
}

type Method = (request: unknown, context: HandlerContext) => unknown;

/** Returns `method` as Connect has a method of some kind. */
export function methodImpl<M extends DescMethod>(method: Method): MethodImpl<M> {
  // It was made of an implementation of the same method, and passes messages on.
  return method as MethodImpl<M>;
}

/** Returns an implementation of a service with `methods`, by the names that its implementations have for them. */
export function implementationOf<S extends DescService>(
  methods: ReadonlyMap<string, Method>,
): Partial<ServiceImpl<S>> {
  // Each was made of a method of an implementation of the same service.
  return Object.fromEntries(methods) as Partial<ServiceImpl<S>>;
}

/** Returns what Connect gives to a method, or takes of one, as the messages that it is for a kind with a stream. */
export function asIterable(messages: unknown): AsyncIterable<unknown> {
  // The compiler knows the kind of a method by the type of its descriptor alone.
  return messages as AsyncIterable<unknown>;
}

/** Returns what the caller of a method gives as a message of the type that its descriptor names. */
export function asMessage<M extends DescMessage>(message: unknown): MessageInitShape<M> {
  // It is Connect that makes a message of it, and says so if it is none.
  return message as MessageInitShape<M>;
}

/** Returns what the caller of a method gives as messages of the type that its descriptor names. */
export function asMessages<M extends DescMessage>(
  messages: AsyncIterable<unknown>,
): AsyncIterable<MessageInitShape<M>> {
  // As above.
  return messages as AsyncIterable<MessageInitShape<M>>;
}

/** Returns `methods`, by the names that clients have for them, as a client of their service. */
export function asClient<Service extends DescService>(methods: object): Client<Service> {
  // There is one for each method of the service, made for its kind.
  return methods as Client<Service>;
}

/** Returns `method` as a method of one of the kinds. */
export function asKnown(method: DescMethod): DescMethodUnary | DescMethodStreaming {
  // The compiler does not see that `methodKind` is that of one of them.
  return method as DescMethodUnary | DescMethodStreaming;
}
