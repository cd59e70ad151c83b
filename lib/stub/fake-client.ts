import { Unimplemented } from '../codes';
import { bindIterable, type Context } from '../context';
import { errorText, holdsOptions, kindOf, wrongType } from '../context/internal';
import type { CallOption, Methods, ServiceDefinition, TypedMethod } from '../grpc';
import {
  type CallFactory,
  type ClientTransport,
  methodsOf,
  type OutgoingCall,
  Pipe,
  type ResponseListener,
} from '../grpc/internal';
import { Peer } from '../peer';
import { code, error } from '../status';
import type { StubClient } from './client';
import { stubOver } from './new-client';

type FakeMethod<M> = M extends TypedMethod
  ? boolean extends M['requestStream']
    ? Fake
    : ByKind<M, M['requestStream'], M['responseStream']>
  : never;

type ByKind<M extends TypedMethod, RequestStream, ResponseStream> = (
  ctx: Context,
  req: RequestStream extends true ? AsyncIterable<M['requestIn']> : M['requestIn'],
  ...opts: readonly CallOption[]
) => ResponseStream extends true
  ? Iterable<M['responseOut']> | AsyncIterable<M['responseOut']>
  : M['responseOut'] | Promise<M['responseOut']>;

/** The methods of a fake client: each is given the context, the request, or an iterable of requests, and the options. */
export type FakeMethods<Service extends ServiceDefinition> = {
  readonly [Name in keyof Methods<Service>]?: FakeMethod<Methods<Service>[Name]>;
};

type Fake = (ctx: Context, req: never, ...opts: readonly CallOption[]) => unknown;

/**
 * Returns a client of the service `definition` for tests, which calls `methods` without a network: it has the types of that of
 * `newClient`. A method with a stream of responses gives an iterable of them. What one throws reaches the caller as it is;
 * a method that is missing fails with `UNIMPLEMENTED`. A call has no header and no trailer, and ends with its context.
 *
 * Ports what Go's tests do with a struct that embeds the client's interface.
 *
 * @throws TypeError if `definition` is not one, or a method is not a function.
 */
export function fakeClient<Service extends ServiceDefinition>(
  definition: Service,
  methods: FakeMethods<Service>,
): StubClient<Service> {
  if (!holdsOptions(methods)) throw wrongType('stub: fakeClient: methods', 'an object of functions', methods);
  const fakes = new Map<string, unknown>(Object.entries(Object(methods)));
  for (const [name, fake] of fakes) {
    if (fake !== undefined && typeof fake !== 'function')
      throw wrongType(`stub: fakeClient: ${name}`, 'a function', fake);
  }
  const byPath = new Map<string, unknown>();
  for (const { path, name, alias = name } of methodsOf('stub: fakeClient', definition))
    byPath.set(path, fakes.get(name) ?? fakes.get(alias));
  const calls: CallFactory = {
    target: () => 'fake',
    isSecure: () => undefined,
    takesCredentials: false,
    newTransport: (call) => new FakeTransport(call, byPath.get(call.method.path)),
  };
  return stubOver(calls, definition, {});
}

/** Carries one call to a function. */
class FakeTransport implements ClientTransport {
  readonly followsContext = false;
  private readonly call: OutgoingCall;
  private readonly fake: unknown;
  private readonly requests = new Pipe<unknown>();
  private responses: AsyncGenerator<unknown, void> | undefined; // once started
  private listener: ResponseListener | undefined; // until the call has ended

  constructor(call: OutgoingCall, fake: unknown) {
    this.call = call;
    this.fake = fake;
  }

  start(listener: ResponseListener): void {
    this.listener = listener;
    this.responses = bindIterable(this.call.ctx, this.answers());
  }

  sendMessage(message: unknown, sent: () => void): void {
    void this.requests.send(message).then(sent);
  }

  halfClose(): void {
    this.requests.close();
  }

  startRead(): void {
    const received = ({ done, value }: IteratorResult<unknown, void>) => {
      if (!done) this.listener?.onMessage(value);
      if (done || !this.call.method.responseStream) this.end(undefined);
    };
    this.responses?.next().then(received, (failure) => this.end(failure));
  }

  cancel(code: number, details: string): void {
    this.end(error(code, details));
  }

  peer(): Peer {
    return new Peer();
  }

  private async *answers(): AsyncGenerator<unknown, void> {
    const { ctx, method, opts } = this.call;
    const { fake } = this;
    if (typeof fake !== 'function')
      throw error(
        Unimplemented,
        `method ${method.path.slice(method.path.lastIndexOf('/') + 1)} not implemented`,
      );
    const answer: unknown = fake(ctx, method.requestStream ? this.requests : await this.request(), ...opts);
    if (method.responseStream) yield* asIterable(answer);
    else yield await answer;
  }

  private async request(): Promise<unknown> {
    for await (const message of this.requests) return message;
    return undefined;
  }

  private end(failure: unknown): void {
    const { listener } = this;
    this.listener = undefined;
    const details = failure === undefined ? '' : errorText(failure);
    listener?.onStatus({ code: code(failure), details, trailer: undefined, error: failure });
    this.requests.break();
    void this.responses?.return();
  }
}

function asIterable(x: unknown): Iterable<unknown> | AsyncIterable<unknown> {
  if (isIterable(x)) return x;
  throw new TypeError(
    `stub: fakeClient: a method with a stream of responses must give an iterable: got ${kindOf(x)}`,
  );
}

function isIterable(x: unknown): x is Iterable<unknown> | AsyncIterable<unknown> {
  return typeof x === 'object' && x !== null && (Symbol.asyncIterator in x || Symbol.iterator in x);
}
