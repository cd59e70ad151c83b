import { Client, credentials, Server, ServerCredentials } from '@grpc/grpc-js';
import { grpc, MD, withCancel } from 'mdctx';
import { clientInterceptor, intercept, serverInterceptor } from 'mdctx/grpc-js';
import { createChannel, createClientFactory, createServer } from 'mdctx/nice-grpc';
import { GreeterDefinition } from './gen/greeter';
import { Shout, shout } from './support/shout';

// #region interceptors
const log: grpc.UnaryServerInterceptor = async (ctx, req, info, handler) => {
  console.log('server begins', info.fullMethod);
  const res = await handler(ctx, req); // once, several times, or not at all
  console.log('server ends', info.fullMethod);
  return res;
};

const logStream: grpc.StreamServerInterceptor = async (srv, stream, info, handler) => {
  const [context, cancel] = withCancel(stream.context); // current() further in
  const send = (message: unknown) => {
    console.log('server sends', info.fullMethod);
    return stream.send(message);
  };
  try {
    await handler(srv, { ...stream, context, send });
  } finally {
    cancel();
  }
};

const trailers: grpc.UnaryClientInterceptor = async (ctx, method, req, invoker, opts) => {
  const trailer = new MD();
  const res = await invoker(ctx, method, req, [...opts, grpc.Trailer(trailer)]);
  console.log('client has', trailer.size, 'trailers of', method);
  return res;
};
// #endregion

async function onNiceGrpc() {
  // #region nice-grpc
  const server = createServer({ unaryInterceptors: [log], streamInterceptors: [logStream] });
  const factory = createClientFactory({ unaryInterceptors: [trailers] });
  // #endregion
  server.add(GreeterDefinition, {
    hello: async ({ name }) => ({ text: `hello ${name}` }),
    async *helloOften({ name }) {
      yield { text: `hello ${name}` };
    },
    helloAll: async () => ({ text: '' }),
    async *helloEach() {},
  });
  const channel = createChannel(`127.0.0.1:${await server.listen('127.0.0.1:0')}`);
  const client = factory.create(GreeterDefinition, channel);
  console.log((await client.hello({ name: 'Ada' })).text);
  for await (const { text } of client.helloOften({ name: 'Grace' })) console.log(text);
  channel.close();
  await server.shutdown();
}

async function onGrpcJs() {
  // #region grpc-js
  const server = new Server({ interceptors: [serverInterceptor()] }); // makes the contexts
  const handlers = { unaryInterceptors: [log], streamInterceptors: [logStream] };
  server.addService(Shout, intercept(Shout, shout, handlers));

  const calls = clientInterceptor({ unaryInterceptors: [trailers] });
  // #endregion
  const port = await new Promise((resolve, reject) => {
    const secured = ServerCredentials.createInsecure();
    server.bindAsync('127.0.0.1:0', secured, (error, port) => (error ? reject(error) : resolve(port)));
  });
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), { interceptors: [calls] });
  const { path, requestSerialize, responseDeserialize } = Shout.shout;
  await new Promise<void>((resolve) => {
    client.makeUnaryRequest(path, requestSerialize, responseDeserialize, 'hello', (_, text) => {
      console.log(text);
      resolve();
    });
  });
  client.close();
  server.forceShutdown();
}

void onNiceGrpc().then(onGrpcJs);

// Output:
// server begins /greeter.v1.Greeter/Hello
// server ends /greeter.v1.Greeter/Hello
// client has 0 trailers of /greeter.v1.Greeter/Hello
// hello Ada
// server sends /greeter.v1.Greeter/HelloOften
// hello Grace
// server begins /shout.v1.Shout/Shout
// server ends /shout.v1.Shout/Shout
// client has 0 trailers of /shout.v1.Shout/Shout
// HELLO
