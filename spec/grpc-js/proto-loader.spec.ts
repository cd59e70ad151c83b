import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  type Client,
  credentials,
  loadPackageDefinition,
  Server,
  ServerCredentials,
  type ServiceClientConstructor,
  type sendUnaryData,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { appendToOutgoingContext, current, fromIncomingContext, run, withTimeout } from '../../lib';
import { clientInterceptor, serverInterceptor } from '../../lib/grpc-js';
import { root } from '../support/sources';

const loaded = loadPackageDefinition(loadSync(join(root, 'spec/examples/greeter.proto')));
const { Greeter } = Object(Object(loaded.greeter).v1) as { Greeter: ServiceClientConstructor };

/** Returns what a handler sees of a call with a header and a deadline; which sides have their interceptor. */
async function seen(onServer: boolean, onClient: boolean): Promise<[lang: unknown, hasDeadline: boolean]> {
  const server = new Server({ interceptors: onServer ? [serverInterceptor()] : [] });
  const came: Array<[unknown, boolean]> = [];
  server.addService(Greeter.service, {
    hello(_: unknown, answer: sendUnaryData<object>) {
      came.push([fromIncomingContext()?.get('lang'), current().deadline !== undefined]);
      answer(null, { text: 'hello' });
    },
  });
  const port = await promisify(server.bindAsync.bind(server))(
    '127.0.0.1:0',
    ServerCredentials.createInsecure(),
  );
  const client: Client = new Greeter(`127.0.0.1:${port}`, credentials.createInsecure(), {
    interceptors: onClient ? [clientInterceptor()] : [],
  });
  const hello: (request: object) => Promise<unknown> = promisify(Reflect.get(client, 'hello').bind(client));
  const [ctx, cancel] = withTimeout(appendToOutgoingContext('lang', 'en', 'lang', 'de'), 60_000);
  expect(await run(ctx, hello, { name: 'Ada' })).toEqual({ text: 'hello' });
  cancel();
  client.close();
  server.forceShutdown();
  const [what = [undefined, false]] = came;
  return what;
}

describe('a service that @grpc/proto-loader loads', () => {
  it('is called in a context, by methods made promises of', async () => {
    expect(await seen(true, true)).toEqual([['en', 'de'], true]);
  });

  it('has no context on a side that has no interceptor, and nothing fails', async () => {
    expect(await seen(true, false)).toEqual([undefined, false]);
    expect(await seen(false, true)).toEqual([undefined, false]);
  });
});
