import type { Context } from '../../../lib/context';
import type { Call } from '../support/script';
import type { Message } from '../support/test-service';
import { scriptedOptions } from './credentials';
import { type Targets, targets } from './filled';
import { noting } from './finished';
import type { Messages } from './frame';
import type { Around, Calling } from './party';
import { type Opened, type Played, playStream, playUnary } from './playing';
import { Queue } from './queue';
import type { TestClient } from './test-client';

/** Plays the calls of scripts with `client`. */
export function calling(client: TestClient, port: number): Calling {
  return {
    call: (call, ctx, around) => play(client, call, ctx, { ...around, port }),
    close: () => client.close(),
  };
}

function play(
  client: TestClient,
  call: Call,
  ctx: Context | undefined,
  around: Around & { readonly port: number },
): Promise<Played> {
  const filled = targets();
  const options = {
    ...(ctx && { ctx: noting(ctx, filled.finished) }),
    ...filled.options,
    opts: [...scriptedOptions(call), filled.stream],
    onHeader: () => filled.tell(),
  };
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
      const unknown = call.method.includes('TestService')
        ? client.unknownMethod
        : client.unimplementedService;
      return playUnary(() => unknown(request, options), filled);
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
    context: () => filled.stream.context,
  };
}
