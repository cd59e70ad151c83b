import { appendToOutgoingContext, metadata, New, run, setTrailer } from 'mdctx';
import { clientMiddleware, serverMiddleware } from 'mdctx/nice-grpc/middleware';
import { createChannel, createClientFactory, createServer } from 'nice-grpc';
import { HopsDefinition } from './gen/greeter';

async function main() {
  // #region middleware
  const server = createServer().use(serverMiddleware()); // nice-grpc's own createServer
  const clients = createClientFactory().use(clientMiddleware());
  // #endregion

  server.add(HopsDefinition, {
    first: ({ name }) => {
      setTrailer(New({ cost: '3' }));
      return run(appendToOutgoingContext('lang', 'en', 'lang', 'de'), () => client.second({ name }));
    },
    second: async () => ({ text: JSON.stringify(metadata.valueFromIncomingContext('lang')) }),
  });
  const port = await server.listen('127.0.0.1:0');
  const channel = createChannel(`127.0.0.1:${port}`);
  const client = clients.create(HopsDefinition, channel);

  const trailer = New();
  const { text } = await client.first({ name: 'Ada' }, { trailer });
  console.log(text, trailer.get('cost')); // one value: nice-grpc has joined them

  channel.close();
  await server.shutdown();
}

void main();

// Output:
// ["en, de"] [ '3' ]
