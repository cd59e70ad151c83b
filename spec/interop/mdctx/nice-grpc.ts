import type { Context } from '../../../lib/context';
import { createChannel, createClient } from '../../../lib/nice-grpc';
import type { Call, Channel } from '../support/script';
import { type Message, testService, unimplemented } from '../support/test-service';
import { type Targets, targets } from './filled';
import type { Messages } from './frame';
import { niceServer } from './nice-grpc-server';
import type { Around, Calling, Runtime } from './party';
import { type Opened, type Played, playStream, playUnary } from './playing';
import { Queue } from './queue';

/** mdctx on nice-grpc. */
export const niceGrpc: Runtime = {
  name: 'nice-grpc',
  listen: niceServer,
  connect: (port, options) => connect(port, options),
};

function connect(port: number, options: Channel): Calling {
  const channel = createChannel(`127.0.0.1:${port}`, undefined, {
    ...(options.userAgent !== undefined && { 'grpc.primary_user_agent': options.userAgent }),
    ...(options.authority !== undefined && { 'grpc.default_authority': options.authority }),
    ...(options.serviceConfig !== undefined && { 'grpc.service_config': options.serviceConfig }),
  });
  return {
    call: (call, ctx, around) =>
      play(createClient(testService, channel), createClient(unimplemented, channel), call, ctx, around),
    close: () => channel.close(),
  };
}

type Client = ReturnType<typeof createClient<typeof testService>>;
type Unimplemented = ReturnType<typeof createClient<typeof unimplemented>>;

function play(
  client: Client,
  other: Unimplemented,
  call: Call,
  ctx: Context | undefined,
  around: Around,
): Promise<Played> {
  const filled = targets();
  const options = { ...(ctx && { ctx }), ...filled.options, onHeader: () => filled.tell() };
  const request: Message = { body: call.text ?? '' };
  const stream = (make: (out: AsyncIterable<Message>) => AsyncIterable<Message>) =>
    playStream(() => opened(filled, make), call, ctx, around, filled);
  switch (call.method) {
    case 'UnaryCall':
      return playUnary(() => client.unaryCall(request, options), filled);
    case 'EmptyCall':
      return playUnary(() => client.emptyCall(request, options), filled);
    case 'StreamingInputCall':
      return stream((out) => once(client.streamingInputCall(out, options)));
    case 'StreamingOutputCall':
      return stream(() => client.streamingOutputCall(request, options));
    case 'FullDuplexCall':
      return stream((out) => client.fullDuplexCall(out, options));
    default: {
      const method = call.method.includes('TestService') ? other.method : other.service;
      return playUnary(() => method(request, options), filled);
    }
  }
}

async function* once(reply: Promise<Message>): AsyncGenerator<Message, void> {
  yield await reply;
}

/** Opens a stream. nice-grpc begins the call with the first read, so that is done at once. */
function opened(filled: Targets, call: (out: AsyncIterable<Message>) => AsyncIterable<Message>): Opened {
  const out = new Queue<Message>();
  const responses = call(out)[Symbol.asyncIterator]();
  let first: Promise<IteratorResult<Message>> | undefined = responses.next();
  first.then(({ done }) => done && filled.tell(), filled.tell);
  const io: Messages = {
    send: async (body) => out.push({ body }),
    recv: async () => {
      const next = first ?? responses.next();
      first = undefined;
      const result = await next;
      return result.done ? undefined : result.value.body;
    },
  };
  return {
    io,
    header: () => filled.told.then(filled.header),
    trailer: filled.trailer,
    closeSend: () => out.close(),
  };
}
