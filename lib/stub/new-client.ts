import type { Channel } from '@grpc/grpc-js';
import { type Context, current } from '../context';
import { wrongType } from '../context/internal';
import {
  type CallOption,
  type ClientStream,
  chainStreamClient,
  chainUnaryClient,
  type ServiceDefinition,
  type Streamer,
  type UnaryInvoker,
} from '../grpc';
import {
  type CallFactory,
  invoke,
  type Method,
  methodsOf,
  newClientStream,
  type OutgoingCall,
  streamDesc,
} from '../grpc/internal';
import { patchRuntime } from '../grpc-js/internal';
import { perRPCCredentials as sendCredentials } from '../interceptors';
import { type Called, called } from './arguments';
import type { StubClient } from './client';
import { ClientConn, dial } from './client-conn';
import { asClient } from './convert';
import { type DialOption, joinOptions, type NewClientOptions } from './dial-option';
import type { ClientStreamingClient } from './streams';

/**
 * Returns a client of the service `definition`, on a channel, on what `newClientConn` returns, or on one that is made to `target`, in the shape
 * that Go generates: the context first, then the request, then options. `await client.hello(ctx, { name }, Header(header), Trailer(trailer))` fills `header` and `trailer`
 * before it settles, whether the call succeeds or fails; a call that was refused before anything was sent leaves them alone.
 *
 * A call sends the outgoing metadata of its context, has its deadline, and ends when it does. In `options.unaryInterceptors`
 * and `options.streamInterceptors` the first interceptor is the outermost.
 *
 * A client that was given a target has a channel of its own, which `client[Symbol.dispose]()` closes; it needs
 * `withTransportCredentials`.
 *
 * Ports the `New…Client` that `protoc-gen-go-grpc` generates, and `grpc.NewClient`.
 *
 * @throws TypeError if `definition` is not one, an option is unknown, or a target comes without credentials.
 */
export function newClient<Service extends ServiceDefinition>(
  definition: Service,
  target: string,
  ...options: ReadonlyArray<DialOption | undefined>
): StubClient<Service> & Disposable;
export function newClient<Service extends ServiceDefinition>(
  definition: Service,
  target: Channel | ClientConn,
  ...options: ReadonlyArray<DialOption | undefined>
): StubClient<Service>;
export function newClient<Service extends ServiceDefinition>(
  definition: Service,
  target: Channel | ClientConn | string,
  ...options: ReadonlyArray<DialOption | undefined>
): StubClient<Service> {
  patchRuntime();
  const { conn, joined } = connect(target, options);
  const client = stubOver(conn.calls, definition, joined);
  if (typeof target === 'string')
    Object.defineProperty(client, Symbol.dispose, { value: () => conn.close() });
  return client;
}

/** Returns a client of `definition` whose calls `factory` makes. */
export function stubOver<Service extends ServiceDefinition>(
  factory: CallFactory,
  definition: Service,
  options: NewClientOptions,
): StubClient<Service> {
  const methods = methodsOf('stub: newClient', definition).flatMap((method) => {
    const call = clientMethod(factory, method, options);
    const own = (...args: unknown[]) => call(called(method.name, !method.requestStream, args));
    return [method.name, method.alias ?? method.name].map((name) => [name, own] as const);
  });
  return asClient<Service>(Object.fromEntries(methods));
}

function connect(target: Channel | ClientConn | string, options: ReadonlyArray<DialOption | undefined>) {
  const joined = joinOptions('newClient', options);
  if (typeof target === 'string') return { conn: dial('newClient', target, joined), joined };
  if (!(target instanceof ClientConn) && typeof target?.getConnectivityState !== 'function')
    throw wrongType('stub: newClient: target', 'a string, a Channel or what newClientConn returns', target);
  if (joined.credentials !== undefined)
    throw new TypeError(
      'stub: newClient: credentials must come with a target: got those of a channel, which has its own',
    );
  if (!(target instanceof ClientConn)) return { conn: new ClientConn(target, joined), joined };
  return { conn: target, joined: joinOptions('newClient', [target.options, ...options]) };
}

/** Returns what calls a method: the interceptors, and after them the call itself. */
function clientMethod(
  factory: CallFactory,
  method: Method,
  {
    unaryInterceptors = [],
    streamInterceptors = [],
    defaultCallOptions = [],
    perRPCCredentials = [],
  }: NewClientOptions,
): (called: Called) => Promise<unknown> {
  const { path, requestStream, responseStream } = method;
  const innermost = perRPCCredentials.map(sendCredentials);
  const unary = chainUnaryClient(...unaryInterceptors, ...innermost.map(({ unary }) => unary));
  const stream = chainStreamClient(...streamInterceptors, ...innermost.map(({ stream }) => stream));
  const desc = streamDesc(method);

  return ({ ctx, isCurrent, req, opts }) => {
    const all = defaultCallOptions.length === 0 ? opts : [...defaultCallOptions, ...opts];
    const outgoing = (ctx: Context, called: string, opts: readonly CallOption[]): OutgoingCall => ({
      method: called === path ? method : { ...method, path: called },
      ctx,
      isCurrent,
      caller: current(),
      metadata: undefined,
      opts,
    });
    if (!requestStream && !responseStream) {
      const invoker: UnaryInvoker = (ctx, called, req, opts) =>
        invoke(factory, outgoing(ctx, called, opts), req);
      return unary(ctx, path, req, invoker, all, factory);
    }
    const streamer: Streamer = (ctx, _, called, opts) =>
      newClientStream(factory, outgoing(ctx, called, opts));
    const opened = stream(ctx, desc, path, streamer, all, factory);
    if (!requestStream) return opened.then((stream) => withRequest(stream, req));
    return responseStream ? opened : opened.then(withCloseAndRecv);
  };
}

async function withRequest(stream: ClientStream, request: unknown): Promise<ClientStream> {
  await stream.send(request);
  stream.closeSend();
  return stream;
}

function withCloseAndRecv(stream: ClientStream): ClientStreamingClient<unknown, unknown> {
  return {
    ...stream,
    async closeAndRecv() {
      this.closeSend();
      return await this.recv(); // of its own: as with a unary call, a failure that nobody awaits is not to be missed
    },
  };
}
