import type { DescMethodStreaming, DescMethodUnary } from '@bufbuild/protobuf';
import { Status } from 'nice-grpc-common';
import { run } from '../../context';
import { errorText } from '../../context/internal';
import {
  type CallFactory,
  type ClientTransport,
  internal,
  type OutgoingCall,
  Pipe,
  type ReceivedFields,
  type ResponseListener,
  type ResponseOption,
} from '../../grpc/internal';
import { MD } from '../../metadata';
import { Peer } from '../../peer';
import { statusOf } from '../../status/internal';
import { refusalOf } from './begin-call';
import type { CallObserver } from './client-call';
import type { ContextTransport } from './context-transport';
import { type CallOptions, type Responses, streamCall, unaryCall } from './make-call';

type Method = DescMethodUnary | DescMethodStreaming;

/** Returns the transport of calls of `method` behind interceptors, with these options of Connect's. */
export function callFactory(method: Method, transport: ContextTransport, options: CallOptions): CallFactory {
  return {
    target: () => transport.baseUrl,
    isSecure: () => transport.isSecure(),
    takesCredentials: false,
    newTransport(call) {
      for (const option of call.opts) validateOption(option);
      return method.methodKind === 'unary'
        ? new UnaryTransport(call, options, unaryCall(method, transport))
        : new StreamTransport(call, options, streamCall(method, transport));
    },
  };
}

/** Why a call is refused that has an option of this kind: Connect would make it as if there were none. */
const refusals: { readonly [Kind in ResponseOption['kind']]?: string } = {
  perRPCCredentials:
    'PerRPCCredentials: a client must have the interceptor perRPCCredentials for them: got none',
  maxRecvMsgSize: 'MaxCallRecvMsgSize: the limit must be readMaxBytes of the transport: got that of a call',
  maxSendMsgSize: 'MaxCallSendMsgSize: the limit must be writeMaxBytes of the transport: got that of a call',
  compressor: 'UseCompressor: it must be sendCompression of the transport: got that of a call',
  contentSubtype: 'CallContentSubtype: it must be useBinaryFormat of the transport: got that of a call',
};

const waiting = 'WaitForReady: wait must be false on a transport of Connect: got true';

/** @throws ServerError with `INTERNAL` if a call is refused that has `option`. */
function validateOption(option: ResponseOption): void {
  const refusal = option.kind === 'waitForReady' ? option.wait && waiting : refusals[option.kind];
  if (refusal) throw internal(`connect: ${refusal}`);
}

/** Carries one call of Connect's. */
abstract class CallTransport implements ClientTransport, CallObserver {
  readonly followsContext = true;
  protected listener: ResponseListener | undefined; // until the call has ended
  private readonly call: OutgoingCall;
  private readonly rest: CallOptions;
  private readonly server = new Peer();
  private trailer = new MD();

  constructor(call: OutgoingCall, rest: CallOptions) {
    this.call = call;
    this.rest = rest;
  }

  start(listener: ResponseListener): void {
    const refusal = refusalOf(this.call.ctx);
    if (refusal !== undefined) throw refusal;
    this.listener = listener;
  }

  abstract sendMessage(message: unknown, sent: () => void): void;
  abstract halfClose(): void;
  abstract startRead(): void;

  cancel(code: Status, details: string): void {
    this.end({ code, details, error: undefined });
  }

  peer(): Peer {
    return this.server;
  }

  onHeader(header: MD): void {
    this.listener?.onHeader(fieldsOf(header));
  }

  onTrailer(trailer: MD): void {
    this.trailer = trailer;
  }

  /** Calls `f` where the call was made, with its options. */
  protected make<R>(f: (options: CallOptions) => R): R {
    const { ctx, caller } = this.call;
    return run(caller, f, { ...this.rest, ctx, peer: this.server, observer: this });
  }

  protected succeed(): void {
    this.end({ code: Status.OK, details: '', error: undefined });
  }

  protected fail(error: unknown): void {
    const { code, details } = statusOf(error) ?? { code: Status.UNKNOWN, details: errorText(error) };
    this.end({ code, details, error });
  }

  protected end(status: { code: Status; details: string; error: unknown }): void {
    const { listener } = this;
    this.listener = undefined;
    listener?.onStatus({ ...status, trailer: fieldsOf(this.trailer) });
  }
}

class UnaryTransport extends CallTransport {
  private readonly invoke: ReturnType<typeof unaryCall>;
  private request: unknown;

  constructor(call: OutgoingCall, rest: CallOptions, invoke: ReturnType<typeof unaryCall>) {
    super(call, rest);
    this.invoke = invoke;
  }

  sendMessage(message: unknown, sent: () => void): void {
    this.request = message;
    sent();
  }

  halfClose(): void {
    const received = (message: unknown) => {
      this.listener?.onMessage(message);
      this.succeed();
    };
    this.make((options) => this.invoke(this.request, options)).then(received, (error) => this.fail(error));
  }

  startRead(): void {}
}

class StreamTransport extends CallTransport {
  private readonly open: ReturnType<typeof streamCall>;
  private readonly requests = new Pipe<unknown>();
  private responses: Responses | undefined; // once started

  constructor(call: OutgoingCall, rest: CallOptions, open: ReturnType<typeof streamCall>) {
    super(call, rest);
    this.open = open;
  }

  override start(listener: ResponseListener): void {
    super.start(listener);
    this.responses = this.make((options) => this.open(this.requests, options));
  }

  sendMessage(message: unknown, sent: () => void): void {
    void this.requests.send(message).then(sent);
  }

  halfClose(): void {
    this.requests.close();
  }

  startRead(): void {
    const received = ({ done, value }: IteratorResult<unknown>) => {
      if (done) this.succeed();
      else this.listener?.onMessage(value);
    };
    this.responses?.next().then(received, (error) => this.fail(error));
  }

  protected override end(status: Parameters<CallTransport['end']>[0]): void {
    super.end(status);
    this.requests.break();
    void this.responses?.return();
  }
}

function fieldsOf(md: MD): ReceivedFields {
  return {
    copyTo(to) {
      for (const [key, values] of md) to.set(key, values);
    },
    bytes: (key) => md.bytes(key),
  };
}
