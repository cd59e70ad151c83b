import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { connectNodeAdapter } from '@connectrpc/connect-node';
import { Client, credentials, type ServiceDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import { HealthImplementation, service as healthDefinition } from 'grpc-health-check';
import { withContexts } from 'mdctx/connect';
import { clientInterceptor } from 'mdctx/grpc-js';
import { Greeter } from './gen/greeter_pb';
import { grpcServices } from './support/grpc-services';

// #region server
const health = new HealthImplementation({ '': 'SERVING' });
const handler = connectNodeAdapter(
  withContexts({
    routes(router) {
      const server = grpcServices(router);
      health.addToServer(server as never); // it asks for no more than `addService`
      new ReflectionService(loadSync(`${__dirname}/greeter.proto`)).addToServer(server);
      router.service(Greeter, { hello: ({ name }) => ({ text: `hello ${name}` }) });
    },
  }),
);
// #endregion

/** Calls a unary method as a probe does. */
function called(
  client: Client,
  definition: ServiceDefinition,
  name: string,
  request: object,
): Promise<unknown> {
  const { [name]: method } = definition;
  if (method === undefined) throw new Error(`${name} must be a method`);
  const { path, requestSerialize, responseDeserialize } = method;
  return new Promise((resolve) => {
    client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, (error, response) =>
      resolve(error?.message ?? response),
    );
  });
}

async function main(port: number): Promise<void> {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), {
    interceptors: [clientInterceptor()],
  });
  const check = (service: string) => called(client, healthDefinition, 'Check', { service });
  console.log(await check(''), await check('strange'));
  health.setStatus('', 'NOT_SERVING');
  console.log(await check(''));

  const proto = require.resolve('@grpc/reflection/build/proto/grpc/reflection/v1/reflection.proto');
  const reflection = loadSync(proto)['grpc.reflection.v1.ServerReflection'] as ServiceDefinition;
  const { ServerReflectionInfo: method } = reflection;
  if (method === undefined) throw new Error('no method');
  const call = client.makeBidiStreamRequest(method.path, method.requestSerialize, method.responseDeserialize);
  call.on('data', ({ listServicesResponse: { service } }) =>
    console.log(service.map(({ name }: { name: string }) => name)),
  );
  call.end({ listServices: '' });
  await new Promise((resolve) => call.on('end', resolve));
  client.close();
}

const server = createServer(handler).listen(0, '127.0.0.1', async () => {
  await main((server.address() as AddressInfo).port);
  server.close();
});

// Output:
// { status: 'SERVING' } 5 NOT_FOUND: Health status unknown for service strange
// { status: 'NOT_SERVING' }
// [ 'greeter.v1.Greeter', 'greeter.v1.Hops' ]
