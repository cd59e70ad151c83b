import type { MessageContext } from '@grpc/grpc-js/build/src/call-interface';
import type { Context } from '../../context';
import type { ClientStream, StreamClientInterceptor, StreamDesc, Streamer } from '../../grpc';
import { type Heard, openStream } from '../../grpc/internal';
import { MD } from '../../metadata';
import { CallTransport } from './call-transport';
import { ChainedCall, type Making } from './chained-call';

/** A streaming call that goes through interceptors, as soon as it is started. */
export class ChainedStreamCall extends ChainedCall {
  private readonly desc: StreamDesc;
  private readonly interceptor: StreamClientInterceptor;
  private opened: Promise<ClientStream | undefined> = Promise.resolve(undefined);
  private sent: Promise<void> = Promise.resolve(); // what was sent so far
  private wanted = 0; // how many messages the caller asked for
  private wake: () => void = () => {};

  constructor(making: Making, desc: StreamDesc, interceptor: StreamClientInterceptor) {
    super(making);
    this.desc = desc;
    this.interceptor = interceptor;
  }

  protected override started(): void {
    const { path } = this.making;
    const streamer: Streamer = (ctx, desc, method, opts) =>
      openStream({ ctx, desc, method, opts, open: (ctx, heard) => this.open(ctx, heard) });
    const opening = this.interceptor(this.ctx, this.desc, path, streamer, []);
    this.opened = opening.catch((error: unknown) => {
      this.tellEnd(new MD(), { error });
      return undefined;
    });
    void this.opened.then((stream) => stream && this.receive(stream));
  }

  private open(ctx: Context, heard: Heard): CallTransport {
    const call = this.make(ctx, heard);
    const transport = new CallTransport(call, this.making.path, this.desc.serverStreams);
    call.start(this.metadata.clone(), transport);
    return transport;
  }

  override sendMessageWithContext(context: MessageContext, message: unknown): void {
    this.next(async (stream) => {
      await stream.send(message);
      context.callback?.();
    });
  }

  override halfClose(): void {
    this.next(async (stream) => stream.closeSend());
  }

  override startRead(): void {
    this.wanted++;
    this.wake();
  }

  /** Does something with the stream after what was to be done before. If it fails, so does the call. */
  private next(act: (stream: ClientStream) => Promise<void>): void {
    this.sent = this.sent.then(async () => {
      const stream = await this.opened;
      try {
        if (stream !== undefined) await act(stream);
      } catch (error) {
        this.tellEnd(stream?.trailer() ?? new MD(), { error });
      }
    });
  }

  /** Tells the caller what the stream receives. It is one message ahead of him, so as to see the end. */
  private async receive(stream: ClientStream): Promise<void> {
    const headerTold = this.tellHeaderOf(stream);
    try {
      for (;;) {
        const message = await stream.recv();
        await headerTold;
        if (message !== undefined) {
          if (this.desc.serverStreams) await this.want();
          this.tellMessage(message);
        }
        if (message === undefined || !this.desc.serverStreams) break;
      }
      this.tellEnd(stream.trailer());
    } catch (error) {
      await headerTold;
      this.tellEnd(stream.trailer(), { error });
    }
  }

  private async tellHeaderOf(stream: ClientStream): Promise<void> {
    const header = await stream.header();
    if (header !== undefined) this.tellHeader(header);
  }

  private async want(): Promise<void> {
    while (this.wanted === 0) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    this.wanted--;
  }
}
