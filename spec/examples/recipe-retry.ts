import { ChannelCredentials } from '@grpc/grpc-js';
import { run, withTimeout } from 'mdctx';
import { valueFromIncomingContext } from 'mdctx/metadata';
import { createChannel, createClient, createServer } from 'mdctx/nice-grpc';
import { ServerError, Status } from 'nice-grpc-common';
import { GreeterDefinition } from './gen/greeter';
import { unimplemented } from './support/loopback';

async function main() {
  const server = createServer();
  server.add(GreeterDefinition, {
    ...unimplemented,
    async hello({ name }) {
      const attempts = Number(valueFromIncomingContext('grpc-previous-rpc-attempts')?.[0] ?? 0);
      if (attempts < 2) throw new ServerError(Status.UNAVAILABLE, 'not yet');
      return { text: `hello ${name}, at attempt ${attempts + 1}` };
    },
  });
  const address = `127.0.0.1:${await server.listen('127.0.0.1:0')}`;

  // #region retry
  const retryPolicy = {
    maxAttempts: 4,
    initialBackoff: '0.01s',
    maxBackoff: '1s',
    backoffMultiplier: 2,
    retryableStatusCodes: ['UNAVAILABLE'],
  };
  const methodConfig = [{ name: [{ service: GreeterDefinition.fullName }], retryPolicy }];
  const channel = createChannel(address, ChannelCredentials.createInsecure(), {
    'grpc.service_config': JSON.stringify({ loadBalancingConfig: [], methodConfig }),
  });
  const client = createClient(GreeterDefinition, channel);

  const [ctx, cancel] = withTimeout(5000); // of all attempts together
  const { text } = await run(ctx, () => client.hello({ name: 'Ada' })).finally(cancel);
  // #endregion
  console.log(text);
  channel.close();
  await server.shutdown();
}

void main();

// Output:
// hello Ada, at attempt 3
