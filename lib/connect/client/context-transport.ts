import type { DescMessage, DescMethodStreaming, DescMethodUnary, MessageInitShape } from '@bufbuild/protobuf';
import type {
  CallOptions,
  ContextValues,
  StreamResponse,
  Transport,
  UnaryResponse,
} from '@connectrpc/connect';
import { current, withCancel } from '../../context';
import { responseOptions } from '../../grpc/internal';
import { loadHeaders } from '../load-headers';
import { tellingMessages } from '../observed';
import { beginCall, type Timing } from './begin-call';
import { boundMessages } from './bound-messages';
import type { CallSettings } from './client-call';
import { ResponseMessages } from './response-messages';

/** What a transport is given in addition to the method. */
type Arguments<Messages> = [
  signal: AbortSignal | undefined,
  timeoutMs: number | undefined,
  headers: CallOptions['headers'],
  messages: Messages,
  contextValues?: ContextValues,
];
type UnaryArguments<I extends DescMessage> = Arguments<MessageInitShape<I>>;
type StreamArguments<I extends DescMessage> = Arguments<AsyncIterable<MessageInitShape<I>>>;

/** How a call is made: Connect's own options, and ours. */
export type CallInit = Omit<CallOptions, 'onTrailer'> & CallSettings;

/** A started stream. */
export interface BegunStream<I extends DescMessage = DescMessage, O extends DescMessage = DescMessage> {
  readonly response: Promise<StreamResponse<I, O>>;
  /** Leaves the call. */
  cancel(): void;
}

/**
 * A transport of Connect's whose calls are made with a context: the current one, or that which a client of `createClient` is
 * given.
 */
export class ContextTransport implements Transport {
  private readonly inner: Transport;
  private readonly timing: Timing;
  /** Where the server is; empty if that is not known. */
  readonly baseUrl: string;

  /** `baseUrl` is where the server is, if that is known. */
  constructor(inner: Transport, timing: Timing = {}, baseUrl = '') {
    loadHeaders();
    this.inner = inner;
    this.timing = timing;
    this.baseUrl = baseUrl;
  }

  /** Reports whether the server is reached over TLS; `undefined` if that is not known. */
  isSecure(): boolean | undefined {
    return this.baseUrl === '' ? undefined : new URL(this.baseUrl).protocol === 'https:';
  }

  unary<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    ...[signal, timeoutMs, headers, request, contextValues]: UnaryArguments<I>
  ): Promise<UnaryResponse<I, O>> {
    return this.callUnary(method, request, given({ signal, timeoutMs, headers, contextValues }));
  }

  stream<I extends DescMessage, O extends DescMessage>(
    method: DescMethodStreaming<I, O>,
    ...[signal, timeoutMs, headers, requests, contextValues]: StreamArguments<I>
  ): Promise<StreamResponse<I, O>> {
    return this.callStream(method, requests, given({ signal, timeoutMs, headers, contextValues })).response;
  }

  /** Makes a unary call. */
  async callUnary<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    request: MessageInitShape<I>,
    options: CallInit,
  ): Promise<UnaryResponse<I, O>> {
    const call = beginCall(options, this.timing);
    const { signal } = call.ctx;
    call.observe(method);
    call.tell('sent', request);
    try {
      const receiving = call.run(() =>
        this.inner.unary(method, signal, call.timeoutMs, call.headers, request, options.contextValues),
      );
      call.begun();
      const response = await receiving;
      call.receiveJoined(response);
      call.tell('received', response.message);
      call.succeed();
      return response;
    } catch (error) {
      throw call.fail(error);
    }
  }

  /** Begins a call of any other kind. */
  callStream<I extends DescMessage, O extends DescMessage>(
    method: DescMethodStreaming<I, O>,
    requests: AsyncIterable<MessageInitShape<I>>,
    options: CallInit,
  ): BegunStream<I, O> {
    responseOptions('connect', options); // looks at them
    const [ctx, cancel] = withCancel(options.ctx ?? current());
    const response = this.open(method, requests, { ...options, ctx }, cancel);
    response.catch(() => {}); // the reader is told
    return { response, cancel };
  }

  private async open<I extends DescMessage, O extends DescMessage>(
    method: DescMethodStreaming<I, O>,
    requests: AsyncIterable<MessageInitShape<I>>,
    options: CallInit,
    cancel: () => void,
  ): Promise<StreamResponse<I, O>> {
    const call = beginCall(options, this.timing);
    const { signal } = call.ctx;
    call.observe(method);
    const sent = call.isObserved
      ? tellingMessages(requests, (message) => call.tell('sent', message))
      : requests;
    const bound = boundMessages(call.caller, sent);
    try {
      const receiving = call.run(() =>
        this.inner.stream(method, signal, call.timeoutMs, call.headers, bound, options.contextValues),
      );
      call.begun();
      const response = await receiving;
      call.receiveJoined({ header: response.header });
      const ended = () => {
        call.receiveJoined(response);
        call.succeed();
        cancel();
      };
      return { ...response, message: new ResponseMessages(call, response.message, ended) };
    } catch (error) {
      throw call.fail(error);
    }
  }
}

/** Returns `options` without those that are not given. */
function given(options: { [Name in keyof CallInit]: CallInit[Name] | undefined }): CallInit {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
