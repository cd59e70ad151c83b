import { appendToOutgoingContext, metadata, run } from 'mdctx';
import { createChannel, createClient, createServer } from 'mdctx/nice-grpc';
import { HopsDefinition } from './gen/greeter';

/** The id of the request that the running code works for. */
const requestId = () => metadata.valueFromIncomingContext('request-id')?.[0] ?? 'none';

async function main() {
  const server = createServer();
  server.add(HopsDefinition, {
    // What came in goes on to the next hop only if it is named.
    first: (name) => run(appendToOutgoingContext('request-id', requestId()), () => client.second(name)),
    second: async ({ name }) => ({ text: `hello ${name}, in request ${requestId()}` }),
  });
  const port = await server.listen('127.0.0.1:0');
  const channel = createChannel(`127.0.0.1:${port}`);
  const client = createClient(HopsDefinition, channel);

  const ctx = appendToOutgoingContext('request-id', 'r-17');
  const { text } = await run(ctx, () => client.first({ name: 'Ada' }));
  console.log(text);

  channel.close();
  await server.shutdown();
}

void main();

// Output:
// hello Ada, in request r-17
