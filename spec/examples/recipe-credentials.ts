import { ChannelCredentials, ServerCredentials } from '@grpc/grpc-js';
import { appendToOutgoingContext, peer, run, withValue } from 'mdctx';
import { current, key } from 'mdctx/context';
import { auth, authFromMD } from 'mdctx/interceptors';
import { createChannel, createClient, createServer } from 'mdctx/nice-grpc';
import { ServerError, Status } from 'nice-grpc-common';
import { GreeterDefinition } from './gen/greeter';
import { certificate } from './support/certificate';
import { unimplemented } from './support/loopback';

async function main() {
  // #region server
  const user = key<string>('user');
  const check = auth((ctx) => {
    if (authFromMD(ctx, 'bearer') !== 't-1') throw new ServerError(Status.UNAUTHENTICATED, 'bad token');
    return withValue(ctx, user, 'Ada');
  });
  const server = createServer({ unaryInterceptors: [check.unary], streamInterceptors: [check.stream] });
  server.add(GreeterDefinition, {
    ...unimplemented,
    hello: async () => ({
      text: `hello ${current().value(user)}, over ${peer.fromContext()?.authInfo?.authType()}`,
    }),
  });
  const pair = { private_key: certificate.key, cert_chain: certificate.cert };
  const port = await server.listen('127.0.0.1:0', ServerCredentials.createSsl(null, [pair]));
  // #endregion

  // #region client
  const tls = ChannelCredentials.createSsl(certificate.cert);
  const channel = createChannel(`localhost:${port}`, tls);
  const client = createClient(GreeterDefinition, channel);
  const ctx = appendToOutgoingContext('authorization', 'Bearer t-1');
  console.log(await run(ctx, () => client.hello({ name: '' })));
  // #endregion
  console.log(await client.hello({ name: '' }).catch((error) => error.message));
  channel.close();
  await server.shutdown();
}

void main();

// Output:
// { text: 'hello Ada, over tls' }
// /greeter.v1.Greeter/Hello UNAUTHENTICATED: Request unauthenticated with bearer
