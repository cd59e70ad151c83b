import type { Context } from '../../lib/context';
import type { CallOption, ServerInterceptors } from '../../lib/grpc';
import { type Channel, createChannel, createServer } from '../../lib/nice-grpc';
import {
  type NewClientOptions,
  newClient,
  register,
  type ServiceHandlers,
  type StubClient,
} from '../../lib/stub';
import { Echo, type Kind, kinds, type Message } from '../support/echo';

export type EchoHandlers = ServiceHandlers<typeof Echo>;
export type EchoClient = StubClient<typeof Echo>;

/** What a server and its client are made of. */
interface Setting {
  readonly handlers: EchoHandlers;
  readonly server?: ServerInterceptors;
  readonly client?: NewClientOptions;
}

/** Serves `Echo` while `use` runs, which is given a client of it, the port, and the channel. */
export async function served(
  { handlers, server: interceptors, client: options }: Setting,
  use: (client: EchoClient, port: number, channel: Channel) => Promise<void>,
): Promise<void> {
  const server = createServer(interceptors);
  register(server, Echo, handlers);
  const port = await server.listen('127.0.0.1:0');
  const channel = createChannel(`127.0.0.1:${port}`);
  try {
    await use(newClient(Echo, channel, options), port, channel);
  } finally {
    channel.close();
    server.forceShutdown();
  }
}

/** Returns handlers that do `act` and then answer with one message, whatever their kind. */
export function handlersOf(act: (ctx: Context) => unknown, answer: Message = {}): EchoHandlers {
  return {
    unary: async (ctx) => {
      await act(ctx);
      return answer;
    },
    serverStream: async (_, stream) => {
      await act(stream.context);
      await stream.send(answer);
    },
    clientStream: async (stream) => {
      await act(stream.context);
      return answer;
    },
    bidi: async (stream) => {
      await act(stream.context);
      await stream.send(answer);
    },
  };
}

/** What came of a call. */
export interface Result {
  readonly messages: Message[];
  readonly error: unknown;
}

/** Makes a call of one message and receives it to its end. */
export async function called(
  client: EchoClient,
  kind: Kind,
  ctx: Context | undefined,
  ...opts: CallOption[]
): Promise<Result> {
  const messages: Message[] = [];
  try {
    if (kind === 'unary') {
      messages.push(await client.unary(ctx, {}, ...opts));
    } else if (kind === 'clientStream') {
      const stream = await client.clientStream(ctx, ...opts);
      await stream.send({});
      messages.push(await stream.closeAndRecv());
    } else if (kind === 'serverStream') {
      for await (const message of await client.serverStream(ctx, {}, ...opts)) messages.push(message);
    } else {
      const stream = await client.bidi(ctx, ...opts);
      await stream.send({});
      stream.closeSend();
      for await (const message of stream) messages.push(message);
    }
    return { messages, error: undefined };
  } catch (error) {
    return { messages, error };
  }
}

/** Defines a test for each kind of call. */
export function itOfEach(name: string, test: (kind: Kind) => Promise<void>): void {
  for (const kind of kinds) it(`${name}: ${kind}`, () => test(kind));
}
