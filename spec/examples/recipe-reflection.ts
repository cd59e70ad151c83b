import { once } from 'node:events';
import { Client, credentials, Server, ServerCredentials } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import { clientInterceptor, serverInterceptor } from 'mdctx/grpc-js';

async function main() {
  // #region reflection
  const packages = loadSync(`${__dirname}/greeter.proto`);
  const server = new Server({ interceptors: [serverInterceptor()] });
  new ReflectionService(packages).addToServer(server);
  // #endregion

  const port = await new Promise<number>((resolve, reject) => {
    const done = (error: Error | null, bound: number) => (error ? reject(error) : resolve(bound));
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), done);
  });
  const options = { interceptors: [clientInterceptor()] };
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), options);
  const proto = require.resolve('@grpc/reflection/build/proto/grpc/reflection/v1/reflection.proto');
  const definition = loadSync(proto)['grpc.reflection.v1.ServerReflection'];
  if (definition === undefined || !('ServerReflectionInfo' in definition)) throw new Error('no reflection');
  const { ServerReflectionInfo: method } = definition as import('@grpc/grpc-js').ServiceDefinition;
  if (method === undefined) throw new Error('no method');
  const call = client.makeBidiStreamRequest(method.path, method.requestSerialize, method.responseDeserialize);
  call.end({ listServices: '' });
  const [answer] = await once(call, 'data');
  console.log(answer.listServicesResponse.service.map(({ name }: { name: string }) => name));
  client.close();
  server.forceShutdown();
}

void main();

// Output:
// [ 'greeter.v1.Greeter', 'greeter.v1.Hops' ]
