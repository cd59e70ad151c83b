import { Status } from 'nice-grpc-common';
import { type CancelFunc, type Context, withCancel } from '../../context';
import { errorText } from '../../context/internal';
import { fromOutgoingContext, Join, MD, newOutgoingContext } from '../../metadata';
import { Peer } from '../../peer';
import { detailsKey, statusOf } from '../../status/internal';
import type { StreamDesc } from '../interceptor';
import type { CallOption } from './call-option';
import type { CallSetting, EmptyCallOption } from './call-setting';
import type {
  CallFactory,
  CallStatus,
  ClientMethod,
  ClientTransport,
  OutgoingCall,
  ReceivedFields,
  ResponseListener,
  ResponseOption,
} from './transport';

/** Returns the call that an interceptor makes of `call`: its own metadata is in `ctx`. */
function innerCall(
  { method, isCurrent }: OutgoingCall,
  ctx: Context,
  path: string,
  opts: readonly CallOption[],
): OutgoingCall {
  const called = path === method.path ? method : { ...method, path };
  return { method: called, ctx, isCurrent, caller: ctx, metadata: undefined, opts };
}

/** Returns the options that say how a call is made: the others ask for its response, and are filled once. */
export function settingsOf(opts: readonly ResponseOption[]): CallOption[] {
  return opts.filter((option): option is CallSetting | EmptyCallOption => !told.has(option.kind));
}

const told = new Set<ResponseOption['kind']>([
  'header',
  'trailer',
  'peer',
  'onFinish',
  'onHeader',
  'onTrailer',
]);

/** Returns what interceptors are told of a streaming method. */
export function streamDesc({ path, requestStream, responseStream }: ClientMethod): StreamDesc {
  return {
    streamName: path.slice(path.lastIndexOf('/') + 1),
    clientStreams: requestStream,
    serverStreams: responseStream,
  };
}

/**
 * A call that interceptors decide on: they may make it once, several times, or not at all. Its header,
 * trailer and peer are those of the call that was made last.
 */
export abstract class InterceptedCall implements ClientTransport {
  readonly followsContext = true;
  protected readonly factory: CallFactory;
  protected readonly call: OutgoingCall;
  /** The context of the call, with its own metadata after its outgoing: interceptors see all that is sent. */
  protected readonly ctx: Context;
  private readonly cancelContext: CancelFunc;
  private listener: ResponseListener | undefined; // until the call has ended
  private header = new MD();
  private trailer = new MD();
  private server = new Peer();

  constructor(factory: CallFactory, call: OutgoingCall) {
    const [ctx, cancel] = withCancel(call.ctx);
    this.factory = factory;
    this.call = call;
    this.ctx = withOwn(ctx, call);
    this.cancelContext = cancel;
  }

  start(listener: ResponseListener): void {
    this.listener = listener;
  }

  abstract sendMessage(message: unknown, sent: () => void): void;
  abstract halfClose(): void;
  abstract startRead(): void;

  cancel(code: Status, details: string): void {
    this.end({ code, details, trailer: undefined });
  }

  peer(): Peer {
    return this.server;
  }

  /** Returns the call that an interceptor makes in `ctx`: from now on, header, trailer and peer are those of this one. */
  protected inner(ctx: Context, path: string, opts: readonly CallOption[]): OutgoingCall {
    const [md, trailer, peer] = [new MD(), new MD(), new Peer()];
    [this.header, this.trailer, this.server] = [md, trailer, peer];
    const seen: CallOption[] = [
      { kind: 'header', md },
      { kind: 'trailer', md: trailer },
      { kind: 'peer', peer },
    ];
    return innerCall(this.call, ctx, path, [...opts, ...seen]);
  }

  protected headerReceived(header: MD = this.header): void {
    if (header.size > 0) this.listener?.onHeader(new MDFields(header));
  }

  protected messageReceived(message: unknown): void {
    this.listener?.onMessage(message);
  }

  protected succeeded(trailer: MD = this.trailer): void {
    this.end({ code: Status.OK, details: 'OK', trailer: new MDFields(trailer) });
  }

  protected failed(error: unknown, trailer: MD = this.trailer): void {
    const { code, details, detailsBin } = statusOf(error) ?? {
      code: Status.UNKNOWN,
      details: errorText(error),
    };
    if (detailsBin !== undefined) trailer.set(detailsKey, detailsBin);
    this.end({ code, details, trailer: new MDFields(trailer), error });
  }

  private end(status: CallStatus): void {
    const { listener } = this;
    this.listener = undefined;
    this.cancelContext();
    listener?.onStatus(status);
  }
}

function withOwn(ctx: Context, { metadata }: OutgoingCall): Context {
  if (metadata === undefined) return ctx;
  return newOutgoingContext(ctx, Join(fromOutgoingContext(ctx), metadata));
}

/** A header or a trailer that interceptors have seen. */
class MDFields implements ReceivedFields {
  private readonly md: MD;

  constructor(md: MD) {
    this.md = md;
  }

  copyTo(md: MD): void {
    for (const [key, values] of this.md) md.set(key, values);
  }

  bytes(key: string): Uint8Array[] {
    return this.md.bytes(key);
  }
}
