import { run } from '../../context';
import type { MD } from '../../metadata';
import type { StreamClientInterceptor, Streamer } from '../interceptor';
import type { ClientStream } from '../stream';
import { newClientStream } from './client-stream';
import { EOF } from './eof';
import { InterceptedCall } from './intercepted-call';
import { settingsOf, streamDesc } from './outgoing-call';
import type { CallFactory, OutgoingCall, ResponseListener } from './transport';

/** A streaming call that goes through interceptors as soon as it is begun. */
export class InterceptedStream extends InterceptedCall {
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
      await header;
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

/** Returns the trailer of a stream, whatever an interceptor made of it. */
function trailerOf(stream: ClientStream): MD | undefined {
  try {
    return stream.trailer();
  } catch {
    return undefined;
  }
}
