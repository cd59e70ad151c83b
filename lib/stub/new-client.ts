import type { Channel, CompatServiceDefinition } from 'nice-grpc';
import {
  type CallOption,
  type ClientInterceptors,
  type ClientStream,
  chainStreamClient,
  chainUnaryClient,
} from '../grpc';
import { createClientFactory } from '../nice-grpc';
import { invokerOf, type Maker, type Method, methodsOf, streamerOf } from '../nice-grpc/internal';
import { type Called, called } from './arguments';
import type { StubClient } from './client';
import { asClient } from './convert';

/** What may be said of a client. */
export interface NewClientOptions extends ClientInterceptors {
  /** The options of each call, before its own. Ports grpc-go's `grpc.WithDefaultCallOptions`. */
  readonly defaultCallOptions?: readonly CallOption[] | undefined;
}

/**
 * Returns a client of the service `definition` on `channel`, in the shape that Go generates: the context first, then the
 * request, then options. `await client.hello(ctx, { name }, Header(header), Trailer(trailer))` fills `header` and `trailer`
 * before it settles, whether the call succeeds or fails; a call that was refused before anything was sent leaves them alone.
 *
 * A call sends the outgoing metadata of its context, has its deadline, and ends when it does. In `options.unaryInterceptors`
 * and `options.streamInterceptors` the first interceptor is the outermost.
 *
 * Ports the `New…Client` that `protoc-gen-go-grpc` generates.
 */
export function newClient<Service extends CompatServiceDefinition>(
  definition: Service,
  channel: Channel,
  options: NewClientOptions = {},
): StubClient<Service> {
  const { unaryInterceptors = [], streamInterceptors = [], defaultCallOptions = [] } = options;
  const unary = chainUnaryClient(...unaryInterceptors);
  const stream = chainStreamClient(...streamInterceptors);
  const made: object = createClientFactory().create(definition, channel);
  const client = {};
  for (const [name, method] of methodsOf(definition)) {
    const { path, requestStream, responseStream } = method;
    const make: (...args: unknown[]) => never = Reflect.get(made, name);
    const maker: Maker = { one: make, each: make };
    const desc = descOf(method);

    const call = async ({ ctx, req, opts }: Called): Promise<unknown> => {
      const all = [...defaultCallOptions, ...opts];
      if (!requestStream && !responseStream) return unary(ctx, path, req, invokerOf(maker), all);
      const opened = await stream(ctx, desc, path, streamerOf(maker), all);
      if (!requestStream) await sendOnly(opened, req);
      return responseStream ? opened : withCloseAndRecv(opened);
    };
    Reflect.set(client, name, (...args: unknown[]) => call(called(name, !requestStream, args)));
  }
  return asClient(client);
}

function descOf({ path, requestStream: clientStreams, responseStream: serverStreams }: Method) {
  return { streamName: path.slice(path.lastIndexOf('/') + 1), clientStreams, serverStreams };
}

async function sendOnly(stream: ClientStream, request: unknown): Promise<void> {
  await stream.send(request);
  stream.closeSend();
}

function withCloseAndRecv(stream: ClientStream): object {
  return {
    context: stream.context,
    send: (message: unknown) => stream.send(message),
    closeSend: () => stream.closeSend(),
    recv: () => stream.recv(),
    header: () => stream.header(),
    trailer: () => stream.trailer(),
    [Symbol.asyncIterator]: () => stream[Symbol.asyncIterator](),
    closeAndRecv() {
      stream.closeSend();
      return stream.recv();
    },
  };
}
