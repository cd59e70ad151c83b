import { createServer } from '../../../lib/nice-grpc';
import type { Serve } from '../support/script';
import { type Message, testService } from '../support/test-service';

import type { Messages } from './frame';
import { serverInterceptors } from './interceptors';
import type { Listening } from './party';
import { Queue } from './queue';
import type { Records } from './served';
import { serverCredentials } from './tls';

/** A server of mdctx on nice-grpc that plays scripts. */
export async function niceServer(records: Records, serve: Serve): Promise<Listening> {
  const server = createServer(serverInterceptors(records, serve));
  server.add(testService, implementation(records));
  const port = await server.listen('127.0.0.1:0', serverCredentials(serve.tls));
  return { port, stop: async () => server.forceShutdown() };
}

/** TestService, in the form that nice-grpc takes. */
export interface Implementation {
  emptyCall(request: Message): Promise<Message>;
  unaryCall(request: Message): Promise<Message>;
  streamingInputCall(requests: AsyncIterable<Message>): Promise<Message>;
  streamingOutputCall(request: Message): AsyncIterable<Message>;
  fullDuplexCall(requests: AsyncIterable<Message>): AsyncIterable<Message>;
}

/** TestService, whose methods play the scripts of `records`. */
export function implementation(records: Records): Implementation {
  return {
    emptyCall: async () => ({ body: await records.handle('EmptyCall', single('')) }),
    unaryCall: async (request) => ({ body: await records.handle('UnaryCall', single(request.body)) }),
    streamingInputCall: async (requests) => ({
      body: await records.handle('StreamingInputCall', read(requests)),
    }),
    streamingOutputCall: (request) =>
      yielded((out) => records.handle('StreamingOutputCall', out(single(request.body)))),
    fullDuplexCall: (requests) => yielded((out) => records.handle('FullDuplexCall', out(read(requests)))),
  };
}

/** The one message of a unary request. */
export function single(body: string): Messages {
  let rest: string | undefined = body;
  return {
    send: closed,
    recv: async () => {
      const text = rest;
      rest = undefined;
      return text;
    },
  };
}

/** The messages of a request stream. */
function read(requests: AsyncIterable<Message>): Messages {
  const iterator = requests[Symbol.asyncIterator]();
  return {
    send: closed,
    recv: async () => {
      const next = await iterator.next();
      return next.done ? undefined : next.value.body;
    },
  };
}

/** Yields what the handler sends, each message taken before the next is sent. */
async function* yielded(
  handle: (out: (io: Messages) => Messages) => Promise<unknown>,
): AsyncGenerator<Message, void> {
  const sent = new Queue<{ message: Message; taken: () => void }>();
  const out = (io: Messages): Messages => ({
    recv: io.recv,
    send: (body) => new Promise<void>((taken) => sent.push({ message: { body }, taken })),
  });
  const handled = handle(out).finally(() => sent.close());
  handled.catch(() => {}); // it is awaited below, after what was sent before
  for await (const { message, taken } of sent) {
    yield message;
    taken();
  }
  await handled;
}

async function closed(): Promise<void> {
  throw new Error('io: read/write on closed pipe');
}
