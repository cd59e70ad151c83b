import { background, run } from '../../context';
import { ClientCall } from './client-call';
import { failed } from './client-error';
import type { CallFactory, OutgoingCall } from './transport';

/**
 * Makes a unary call, and returns its response: a stream with one message each way.
 *
 * Ports grpc-go's `invoke`.
 *
 * @throws ClientError if the call failed; what an interceptor threw is thrown as it is.
 */
export function invoke(factory: CallFactory, call: OutgoingCall, request: unknown): Promise<unknown> {
  return new Promise((resolve) => {
    const unary = new UnaryCall(factory, call, resolve);
    run(background(), UnaryCall.make, unary, request);
  });
}

class UnaryCall extends ClientCall {
  private readonly resolve: (response: unknown) => void;
  private response: unknown;

  constructor(factory: CallFactory, call: OutgoingCall, resolve: (response: unknown) => void) {
    super(factory, call);
    this.resolve = resolve;
  }

  static make(call: UnaryCall, request: unknown): void {
    call.begin();
    const { transport } = call;
    if (transport === undefined) return;
    transport.startRead();
    transport.sendMessage(request, ignore);
    transport.halfClose();
  }

  protected override messageReceived(message: unknown): void {
    this.response = message;
    this.transport?.startRead(); // a second one would be a fault
  }

  protected override ended(): void {
    const { error } = this;
    this.resolve(error === undefined ? this.response : failed(error));
  }
}

function ignore(): void {}
