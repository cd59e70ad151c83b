import { Channel, credentials, Server, ServerCredentials } from '@grpc/grpc-js';
import { appendToOutgoingContext, background, Pairs, setHeader, withTimeout } from 'mdctx';
import { serverInterceptor } from 'mdctx/grpc-js';
import { fromIncomingContext, MD } from 'mdctx/metadata';
import { Header, newClient, register } from 'mdctx/stub';
import { Hops } from './gen/hops_pb';

async function main() {
  const server = new Server({ interceptors: [serverInterceptor()] });
  register(server, Hops, {
    async first(ctx, { name }) {
      // What came in goes on to the next hop only if it is named.
      const tags = fromIncomingContext(ctx)?.get('tag') ?? [];
      return client.second(appendToOutgoingContext(ctx, ...tags.flatMap((tag) => ['tag', tag])), { name });
    },
    async second(ctx, { name }) {
      setHeader(ctx, Pairs('served-by', 'second'));
      return { text: `hello ${name}: ${fromIncomingContext(ctx)?.get('tag')?.join(' and ')}` };
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    const bound = (error: Error | null, port: number) => (error ? reject(error) : resolve(port));
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), bound);
  });
  const channel = new Channel(`127.0.0.1:${port}`, credentials.createInsecure(), {});
  const client = newClient(Hops, channel);

  const [ctx, cancel] = withTimeout(appendToOutgoingContext(background(), 'tag', 'red', 'tag', 'blue'), 5000); // ms
  const header = new MD();
  const { text } = await client.second(ctx, { name: 'Ada' }, Header(header));
  console.log(text, header.get('served-by'));
  console.log((await client.first(ctx, { name: 'Ada' })).text);
  cancel();
  channel.close();
  server.forceShutdown();
}

void main();

// Output:
// hello Ada: red and blue [ 'second' ]
// hello Ada: red and blue
