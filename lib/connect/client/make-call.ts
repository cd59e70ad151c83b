import type { DescMethodStreaming, DescMethodUnary } from '@bufbuild/protobuf';
import { Code, ConnectError } from '@connectrpc/connect';
import { type Context, current, run } from '../../context';
import { asMessage, asMessages } from '../convert';
import type { ContextCallOptions } from './call-options';
import type { CallSettings } from './client-call';
import type { BegunStream, ContextTransport } from './context-transport';

/** The options with which a call is made. */
export type CallOptions = ContextCallOptions & Pick<CallSettings, 'observer'>;

/** Makes a unary call. */
export type UnaryCall = (request: unknown, options: CallOptions) => Promise<unknown>;

/** The responses of a call, which is left when they are. */
export type Responses = Required<Pick<AsyncIterableIterator<unknown>, 'next' | 'return'>> &
  AsyncIterable<unknown>;

/** Begins a call of any other kind. */
export type StreamCall = (requests: AsyncIterable<unknown>, options: CallOptions) => Responses;

/** Returns how calls of `method` are made. */
export function unaryCall(method: DescMethodUnary, transport: ContextTransport): UnaryCall {
  return async (request, options) => {
    const { message, trailer } = await transport.callUnary(method, asMessage(request), options);
    options.onTrailer?.(trailer);
    return message;
  };
}

/** Returns how calls of `method` are made. */
export function streamCall(method: DescMethodStreaming, transport: ContextTransport): StreamCall {
  return (requests, options) =>
    new CallResponses(transport.callStream(method, asMessages(requests), options), options);
}

/** The responses of a started stream. */
class CallResponses implements Responses {
  private readonly begun: BegunStream;
  private readonly options: CallOptions;
  private readonly caller: Context = current();
  private messages: AsyncIterator<unknown> | undefined; // once they are there
  private isOver = false;

  constructor(begun: BegunStream, options: CallOptions) {
    this.begun = begun;
    this.options = options;
  }

  async next(): Promise<IteratorResult<unknown>> {
    if (this.isOver) return over;
    const { message, trailer } = await this.begun.response;
    this.messages ??= message[Symbol.asyncIterator]();
    const result = await this.messages.next();
    if (!result.done || this.isOver) return result;
    this.isOver = true;
    const { onTrailer } = this.options;
    if (onTrailer !== undefined) run(this.caller, () => onTrailer(trailer));
    return result;
  }

  async return(): Promise<IteratorResult<unknown>> {
    this.isOver = true;
    this.begun.cancel();
    return over;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

const over = { done: true, value: undefined } as const;

/** Returns the one response of a call that has one. */
export async function onlyResponse(responses: Pick<Responses, 'next'>): Promise<unknown> {
  const first = await responses.next();
  if (first.done) throw new ConnectError('protocol error: missing response message', Code.Unimplemented);
  const second = await responses.next();
  if (second.done) return first.value;
  throw new ConnectError(
    'protocol error: received extra messages for client streaming method',
    Code.Unimplemented,
  );
}
