import { type CallOptions, ClientError, Status } from 'nice-grpc-common';
import { afterFunc, type Context } from '../../context';
import { type ContextOptions, fromContextError, type Streamer, type UnaryInvoker } from '../../grpc';
import {
  type ClientTransport,
  type Heard,
  invoke,
  type Observed,
  observer,
  openStream,
  Pipe,
} from '../../grpc/internal';

/** The options with which a call is made by nice-grpc. */
export type MakeOptions = CallOptions & ContextOptions & Observed;

/** How nice-grpc makes a call of a method: with one response or with a stream of them. */
export interface Maker {
  one(request: unknown, options: MakeOptions): Promise<unknown>;
  each(request: unknown, options: MakeOptions): AsyncIterable<unknown>;
}

/** Returns the end of a chain of unary interceptors: the call itself, made by `maker`. */
export function invokerOf(maker: Pick<Maker, 'one'>): UnaryInvoker {
  return (ctx, method, req, opts) =>
    invoke(method, opts, (heard) => maker.one(req, { ctx, [observer]: heard }));
}

/** Returns the end of a chain of stream interceptors: the call itself, made by `maker`. */
export function streamerOf(maker: Maker): Streamer {
  return (ctx, desc, method, opts) => {
    const open = (ctx: Context, heard: Heard) => {
      if (!desc.clientStreams) return serverStreaming(maker, method, ctx, heard);
      const requests = new Pipe<unknown>();
      const options = { ctx, [observer]: heard };
      const reading = desc.serverStreams
        ? read(maker.each(requests, options))
        : { next: () => maker.one(requests, options), leave: () => {} };
      return {
        ...reading,
        send: (message: unknown) => requests.send(message),
        closeSend: () => requests.close(),
        stop: () => requests.break(),
      };
    };
    return openStream({ ctx, desc, method, opts, open });
  };
}

type Reading = Pick<ClientTransport, 'next' | 'leave'>;

function read(responses: AsyncIterable<unknown>): Reading {
  const iterator = responses[Symbol.asyncIterator]();
  return {
    async next() {
      const { done, value } = await iterator.next();
      return done ? undefined : value;
    },
    leave() {
      iterator.return?.().catch(() => {}); // how the call ended is known
    },
  };
}

/** nice-grpc makes a call of this kind when it has the request, so that is when the stream begins. */
function serverStreaming(maker: Maker, method: string, ctx: Context, heard: Heard): ClientTransport {
  let reading: Reading | undefined;
  let first: Promise<unknown> | undefined; // asked for with the request
  let begin = () => {};
  const begun = new Promise<void>((resolve, reject) => {
    begin = resolve;
    afterFunc(ctx, () => {
      const { code, details } = fromContextError(ctx.err()) ?? { code: Status.UNKNOWN, details: '' };
      reject(new ClientError(method, code, details));
    });
  });
  return {
    async send(request) {
      reading = read(maker.each(request, { ctx, [observer]: heard }));
      first = reading.next();
      begin();
      if (!heard.started) await first;
    },
    closeSend() {},
    async next() {
      await begun;
      const message = first ?? reading?.next();
      first = undefined;
      return message;
    },
    stop() {},
    leave: () => reading?.leave(),
  };
}
