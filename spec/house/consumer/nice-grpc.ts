// A user's file: one import line changed from nice-grpc's own, the rest of its exports included.
import { fromIncomingContext, MD, newOutgoingContext, Pairs } from 'mdctx/metadata';
import {
  type CallContext,
  type Client,
  ClientError,
  type ContextExt,
  type ContextOptions,
  createChannel,
  createClient,
  createClientFactory,
  createServer,
  Status,
} from 'mdctx/nice-grpc';

interface Word {
  word: string;
}

const json = {
  encode: (message: Word): Uint8Array => Buffer.from(JSON.stringify(message)),
  decode: (bytes: Uint8Array): Word => JSON.parse(Buffer.from(bytes).toString()),
};
const definition = {
  shout: {
    path: '/test.Shouts/Shout',
    requestStream: false,
    responseStream: false,
    requestSerialize: json.encode,
    requestDeserialize: json.decode,
    responseSerialize: json.encode,
    responseDeserialize: json.decode,
    options: {},
  },
} as const;

export interface Answer {
  word: string;
  header: MD;
  trailer: MD;
}

/** Calls a service over a socket, whose handler calls `see`, and returns what came of it. */
export async function shout(word: string, see: () => void): Promise<Answer> {
  const server = createServer();
  server.add(definition, {
    async shout(request: Word, context: CallContext & ContextExt) {
      see();
      const ids: string[] | undefined = fromIncomingContext(context.ctx)?.get('id');
      context.header.set('ids', String(ids?.length));
      context.trailer.set('done', 'yes');
      return { word: request.word.toUpperCase() };
    },
  });
  const port: number = await server.listen('127.0.0.1:0');
  const channel = createChannel(`127.0.0.1:${port}`);
  const client: Client<typeof definition, ContextOptions> = createClient(definition, channel);
  const [header, trailer] = [new MD(), new MD()];
  const ctx = newOutgoingContext(Pairs('id', '1', 'id', '2'));
  try {
    const options = { ctx, header, trailer, signal: new AbortController().signal };
    const response: Word = await client.shout({ word }, options);
    return { word: response.word, header, trailer };
  } catch (error) {
    if (error instanceof ClientError && error.code === Status.CANCELLED) throw new Error(error.details);
    throw error;
  } finally {
    channel.close();
    await server.shutdown();
  }
}

export const factory = createClientFactory().use((call, options) => {
  return call.next(call.request, { ...options, header: Pairs('k', 'v') });
});
