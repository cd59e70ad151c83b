import { Client, credentials, Server, ServerCredentials, type ServiceDefinition } from '@grpc/grpc-js';
import { appendToOutgoingContext, metadata, New, run, setTrailer } from 'mdctx';
import { clientInterceptor, serverInterceptor } from 'mdctx/grpc-js';

const text = {
  serialize: (value: string) => Buffer.from(value),
  deserialize: (bytes: Buffer) => String(bytes),
};
const path = '/greeter.v1.Greeter/Hello';
const Greeter: ServiceDefinition = {
  hello: {
    path,
    requestStream: false,
    responseStream: false,
    requestSerialize: text.serialize,
    requestDeserialize: text.deserialize,
    responseSerialize: text.serialize,
    responseDeserialize: text.deserialize,
  },
};

// #region server
const server = new Server({ interceptors: [serverInterceptor()] }); // first in the list

server.addService(Greeter, {
  hello(call: { request: string }, reply: (error: null, greeting: string) => void) {
    setTrailer(New({ cost: '3' }));
    reply(null, `hello ${call.request} in ${metadata.valueFromIncomingContext('lang')?.join(' and ')}`);
  },
});
// #endregion

server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (_, port) => {
  // #region client
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), {
    interceptors: [clientInterceptor()],
  });

  const trailer = New();
  const ctx = appendToOutgoingContext('lang', 'en', 'lang', 'de');
  run(ctx, () => {
    client.makeUnaryRequest(path, text.serialize, text.deserialize, 'Ada', { trailer }, (_, greeting) => {
      console.log(greeting, trailer.get('cost')); // the callback runs in ctx
      client.close();
      server.forceShutdown();
    });
  });
  // #endregion
});

// Output:
// hello Ada in en and de [ '3' ]
