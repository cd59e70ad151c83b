import type { MessageContext } from '@grpc/grpc-js/build/src/call-interface';
import type { Context } from '../../context';
import type { UnaryClientInterceptor, UnaryInvoker } from '../../grpc';
import { type Heard, invoke } from '../../grpc/internal';
import { MD } from '../../metadata';
import { CallTransport } from './call-transport';
import { ChainedCall, type Making } from './chained-call';

/** A unary call that goes through interceptors, as soon as its request is there. */
export class ChainedUnaryCall extends ChainedCall {
  private readonly interceptor: UnaryClientInterceptor;
  private request: unknown;
  private heard: Heard | undefined; // of the call made last

  constructor(making: Making, interceptor: UnaryClientInterceptor) {
    super(making);
    this.interceptor = interceptor;
  }

  protected override started(): void {}

  override sendMessageWithContext(context: MessageContext, message: unknown): void {
    this.request = message;
    context.callback?.();
  }

  override startRead(): void {}

  override halfClose(): void {
    const { path } = this.making;
    const invoker: UnaryInvoker = (ctx, _method, req, opts) =>
      invoke(path, opts, (heard) => this.perform(ctx, req, heard));
    const performed = this.interceptor(this.ctx, path, this.request, invoker, []);
    performed.then(
      (response) => {
        const header = this.heard?.header;
        if (header !== undefined) this.tellHeader(header);
        this.tellMessage(response);
        this.tellEnd(this.heard?.trailer ?? new MD());
      },
      (error: unknown) => {
        const header = this.heard?.header;
        if (header !== undefined) this.tellHeader(header);
        this.tellEnd(this.heard?.trailer ?? new MD(), { error });
      },
    );
  }

  private async perform(ctx: Context, req: unknown, heard: Heard): Promise<unknown> {
    this.heard = heard;
    const call = this.make(ctx, heard);
    const transport = new CallTransport(call, this.making.path, false);
    call.start(this.metadata.clone(), transport);
    void transport.send(req);
    transport.closeSend();
    return transport.next();
  }
}
