import { run } from '../../context';
import type { MD } from '../../metadata';
import type {
  ClientInterceptors,
  StreamClientInterceptor,
  Streamer,
  UnaryClientInterceptor,
  UnaryInvoker,
} from '../interceptor';
import type { ClientStream } from '../stream';
import { chainStreamClient, chainUnaryClient } from './chain';
import { EOF } from './client-error';
import { newClientStream } from './client-stream';
import { InterceptedCall, settingsOf, streamDesc } from './intercepted-call';
import { invoke } from './invoke';
import type { CallFactory, OutgoingCall, ResponseListener } from './transport';

/** A unary call that goes through interceptors as soon as its request is there. */
class InterceptedUnary extends InterceptedCall {
  private readonly interceptor: UnaryClientInterceptor;
  private request: unknown;

  constructor(factory: CallFactory, call: OutgoingCall, interceptor: UnaryClientInterceptor) {
    super(factory, call);
    this.interceptor = interceptor;
  }

  override sendMessage(message: unknown, sent: () => void): void {
    this.request = message;
    sent();
  }

  override startRead(): void {}

  override halfClose(): void {
    const { factory, call, ctx, request } = this;
    const invoker: UnaryInvoker = (ctx, method, req, opts) =>
      invoke(factory, this.inner(ctx, method, opts), req);
    run(ctx, this.interceptor, ctx, call.method.path, request, invoker, settingsOf(call.opts), factory).then(
      (response) => {
        this.headerReceived();
        this.messageReceived(response);
        this.succeeded();
      },
      (error: unknown) => {
        this.headerReceived();
        this.failed(error);
      },
    );
  }
}

/** A streaming call that goes through interceptors as soon as it is begun. */
class InterceptedStream extends InterceptedCall {
  private readonly interceptor: StreamClientInterceptor;
  private acting: Promise<ClientStream | undefined> = Promise.resolve(undefined); // the stream, after what was done with it
  private wanted = 0; // how many messages were asked for
  private wake: () => void = () => {};

  constructor(factory: CallFactory, call: OutgoingCall, interceptor: StreamClientInterceptor) {
    super(factory, call);
    this.interceptor = interceptor;
  }

  override start(listener: ResponseListener): void {
    super.start(listener);
    const { factory, call, ctx } = this;
    const streamer: Streamer = (ctx, _desc, method, opts) =>
      newClientStream(factory, this.inner(ctx, method, opts));
    const { path } = call.method;
    const opening = run(
      ctx,
      this.interceptor,
      ctx,
      streamDesc(call.method),
      path,
      streamer,
      settingsOf(call.opts),
      factory,
    );
    this.acting = opening.catch((error: unknown) => {
      this.failed(error);
      return undefined;
    });
    void this.acting.then((stream) => stream && run(ctx, () => this.receive(stream)));
  }

  override sendMessage(message: unknown, sent: () => void): void {
    this.act(async (stream) => {
      await stream.send(message);
      sent();
    });
  }

  override halfClose(): void {
    this.act((stream) => stream.closeSend());
  }

  override startRead(): void {
    this.wanted++;
    this.wake();
  }

  /** Does something with the stream after what was to be done before. If it fails, so does the call. */
  private act(act: (stream: ClientStream) => void | Promise<void>): void {
    this.acting = this.acting.then(async (stream) => {
      try {
        if (stream !== undefined) await run(this.ctx, act, stream);
      } catch (error) {
        if (error !== EOF) this.failed(error); // else recv tells how the call ended
      }
      return stream;
    });
  }

  /** Passes on what the stream receives. It is one message ahead of what is asked for, so as to see the end. */
  private async receive(stream: ClientStream): Promise<void> {
    const { responseStream } = this.call.method;
    const header = this.passHeader(stream);
    try {
      for (let more = true; more; ) {
        const message = await stream.recv();
        await header;
        more = message !== undefined && responseStream;
        if (more) await this.asked();
        if (message !== undefined) this.messageReceived(message);
      }
      this.succeeded(stream.trailer());
    } catch (error) {
      if (this.ctx.err() === undefined) await header; // which an interceptor may keep back for ever
      this.failed(error, trailerOf(stream));
    }
  }

  private async passHeader(stream: ClientStream): Promise<void> {
    try {
      const header = await stream.header();
      if (header !== undefined) this.headerReceived(header);
    } catch {
      // recv tells why there is none
    }
  }

  private async asked(): Promise<void> {
    while (this.wanted === 0) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    this.wanted--;
  }
}

/** Returns the trailer of a stream, whatever an interceptor returned as one. */
function trailerOf(stream: ClientStream): MD | undefined {
  try {
    return stream.trailer();
  } catch {
    return undefined;
  }
}

/** Puts interceptors before the calls of a factory. */
export type Intercept = (factory: CallFactory) => CallFactory;

/**
 * Returns a function that puts `interceptors` before the calls of a factory. A kind of call without one is made as before.
 *
 * @throws TypeError if an interceptor is not a function.
 */
export function interceptWith(interceptors: ClientInterceptors): Intercept {
  const { unaryInterceptors = [], streamInterceptors = [] } = interceptors;
  const unary = chainUnaryClient(...unaryInterceptors);
  const stream = chainStreamClient(...streamInterceptors);
  if (unaryInterceptors.length + streamInterceptors.length === 0) return (factory) => factory;
  return (factory) => ({
    target: () => factory.target(),
    isSecure: () => factory.isSecure(),
    takesCredentials: factory.takesCredentials,
    newTransport(call) {
      const isUnary = !call.method.requestStream && !call.method.responseStream;
      const chosen = isUnary ? unaryInterceptors : streamInterceptors;
      if (chosen.length === 0) return factory.newTransport(call);
      if (isUnary) return new InterceptedUnary(factory, call, unary);
      return new InterceptedStream(factory, call, stream);
    },
  });
}
