import { deserialize, serialize } from 'node:v8';
import { appendToOutgoingContext, current, metadata, run, withTimeout } from 'mdctx';
import { createChannel, createClient, createServer } from 'mdctx/nice-grpc';

// A service by hand, whose messages are values of JavaScript. From a .proto a generator writes this: see below.
const unary = Object.freeze({
  requestStream: false,
  responseStream: false,
  requestSerialize: serialize,
  requestDeserialize: deserialize,
  responseSerialize: serialize,
  responseDeserialize: deserialize,
});
const Hops = { first: { ...unary, path: '/Hops/First' }, second: { ...unary, path: '/Hops/Second' } };

const tags = () => metadata.valueFromIncomingContext('tag') ?? []; // of the call that the running code works for

async function main() {
  const server = createServer();
  server.add(Hops, {
    // What came in goes on to the next hop only if it is named.
    first: (request) => {
      const ctx = appendToOutgoingContext(...tags().flatMap((tag) => ['tag', tag]));
      return run(ctx, () => client.second(request));
    },
    second: async ({ name }) => ({
      text: `hello ${name}: ${tags().join(' and ')}, in time: ${current().deadline !== undefined}`,
    }),
  });
  const channel = createChannel(`127.0.0.1:${await server.listen('127.0.0.1:0')}`);
  const client = createClient(Hops, channel);

  const [ctx, cancel] = withTimeout(appendToOutgoingContext('tag', 'red', 'tag', 'blue'), 5000); // ms
  const { text } = await run(ctx, () => client.first({ name: 'Ada' }));
  console.log(text);
  cancel();

  channel.close();
  await server.shutdown();
}

void main();

// Output:
// hello Ada: red and blue, in time: true
