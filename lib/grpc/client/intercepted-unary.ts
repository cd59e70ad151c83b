import { run } from '../../context';
import type { UnaryClientInterceptor, UnaryInvoker } from '../interceptor';
import { InterceptedCall } from './intercepted-call';
import { invoke } from './invoke';
import { settingsOf } from './outgoing-call';
import type { CallFactory, OutgoingCall } from './transport';

/** A unary call that goes through interceptors as soon as its request is there. */
export class InterceptedUnary extends InterceptedCall {
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
