import type { InterceptorOptions, MetadataOptions, NextCall } from '@grpc/grpc-js';
import { Status } from 'nice-grpc-common';
import { cancelStateOf, kindOf } from '../../context/internal';
import {
  type CallFactory,
  type ClientTransport,
  internal,
  isObserved,
  type OutgoingCall,
} from '../../grpc/internal';
import { sendableDeadline } from '../../wire/internal';
import { callSettings, compressionFlags, isLimited, limitedCodec, validateSizes } from './call-settings';
import { CallTransport, nothingReceived } from './channel-transport';
import { type Call, channelOf, takesCodec, withCodec } from './convert';
import { type Credentialed, callCredentials, refuseInsecure } from './credentials';
import { ObservedTransport } from './observed-transport';

/** Makes a call by the interceptors that come after ours, and by grpc-js after them. */
export class NextCalls implements CallFactory {
  readonly takesCredentials = true;
  readonly options: InterceptorOptions;
  /** The options of the metadata that the call was started with. */
  metadataOptions: MetadataOptions = {};
  /** The call that was made last. */
  made: Call | undefined;
  private readonly nextCall: NextCall;

  constructor(options: InterceptorOptions, nextCall: NextCall) {
    this.options = options;
    this.nextCall = nextCall;
  }

  /** An interceptor of grpc-js's is not told. */
  target(): string {
    return '';
  }

  /** An interceptor of grpc-js's is not told. */
  isSecure(): undefined {
    return undefined;
  }

  newTransport(call: OutgoingCall): ClientTransport {
    const make = (call: OutgoingCall) => new NextCallTransport(this, call);
    return isObserved('client') ? new ObservedTransport(call, make) : make(call);
  }

  make(options: InterceptorOptions): Call {
    const call: unknown = this.nextCall(options);
    if (!isCall(call)) throw internal(`${remedy}: got ${kindOf(call)}`);
    this.made = call;
    return call;
  }
}

const remedy =
  'grpc-js: clientInterceptor: the interceptor after it must return a call, as "return new InterceptingCall(nextCall(options))" does';

const unlimitable =
  'grpc-js: clientInterceptor: MaxCallRecvMsgSize and MaxCallSendMsgSize need a grpc-js whose calls have a codec of their own: got another version';

class NextCallTransport extends CallTransport implements Credentialed {
  private readonly next: NextCalls;
  private flags: number | undefined; // of the messages, once it is known what the channel compresses with
  private hasStatus = false;
  /** Why a message was refused: grpc-js would say that it could not be read. */
  private refusal: { readonly code: Status; readonly details: string } | undefined;

  constructor(next: NextCalls, outgoing: OutgoingCall) {
    const settings = callSettings(outgoing.opts);
    super(outgoing, settings, { ...next.metadataOptions, ...settings.metadataOptions });
    this.next = next;
  }

  channel(): object {
    return this.call === undefined ? {} : channelOf(this.call);
  }

  override sendMessage(message: unknown, sent: () => void, flags?: number): void {
    super.sendMessage(message, sent, this.flags ?? flags);
  }

  protected override open(): Call {
    const { options } = this.next;
    const { ctx, method } = this.outgoing;
    const own = Number(options.deadline ?? Number.POSITIVE_INFINITY);
    const deadline = sendableDeadline(Math.min(own, cancelStateOf(ctx).deadline));
    const credentials = callCredentials(this, options.credentials);
    this.call = this.next.make({
      ...options,
      credentials,
      ...(deadline === Number.POSITIVE_INFINITY ? {} : { deadline }),
    });
    refuseInsecure(this);
    const channel = channelOf(this.call);
    validateSizes(this.settings, channel);
    if (isLimited(this.settings) && !takesCodec(this.call)) throw internal(unlimitable);
    this.flags = compressionFlags(this.outgoing.opts, channel);
    return withCodec(
      this.call,
      limitedCodec(method, this.settings, (code, details) => {
        this.refusal = { code, details };
        this.cancel(code, details);
      }),
    );
  }

  /** An interceptor that has not started the call yet keeps its end to itself. */
  override cancel(code: Status, details: string): void {
    super.cancel(code, details);
    setImmediate(() => {
      if (!this.hasStatus) this.listener?.onStatus({ code, details, trailer: undefined });
    });
  }

  override onReceiveMessage(message: unknown): void {
    const isMissing = message === undefined || message === null; // grpc-js's text for a response that did not come
    if (!isMissing) this.listener?.onMessage(message);
    else if (this.outgoing.method.responseStream) this.cancel(Status.INTERNAL, nothingReceived);
  }

  override onReceiveStatus(status: Parameters<CallTransport['onReceiveStatus']>[0]): void {
    this.hasStatus = true;
    super.onReceiveStatus({ ...status, ...this.refusal });
  }
}

function isCall(x: unknown): x is Call {
  return typeof x === 'object' && x !== null && 'start' in x && 'sendMessageWithContext' in x;
}
