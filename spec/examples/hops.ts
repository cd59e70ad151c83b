import { Channel, credentials } from '@grpc/grpc-js';
import { appendToOutgoingContext, background, Pairs, setHeader, withTimeout } from 'mdctx';
import { fromIncomingContext, MD } from 'mdctx/metadata';
import { Header, newClient, newServer, register } from 'mdctx/stub';
import { Hops } from './gen/hops_pb';

async function main() {
  const server = newServer();
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
  const port = await server.serve('127.0.0.1:0');
  const channel = new Channel(`127.0.0.1:${port}`, credentials.createInsecure(), {});
  const client = newClient(Hops, channel);

  const [ctx, cancel] = withTimeout(appendToOutgoingContext(background(), 'tag', 'red', 'tag', 'blue'), 5000); // ms
  const header = new MD();
  console.log((await client.second(ctx, { name: 'Ada' }, Header(header))).text, header.get('served-by'));
  console.log((await client.first(ctx, { name: 'Ada' })).text);
  cancel();

  channel.close();
  await server.gracefulStop();
}

void main();

// Output:
// hello Ada: red and blue [ 'second' ]
// hello Ada: red and blue
