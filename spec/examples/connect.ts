import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Code, ConnectError } from '@connectrpc/connect';
import { expressConnectMiddleware } from '@connectrpc/connect-express';
import express from 'express';
import { appendToOutgoingContext, current, metadata, New, run, setTrailer, withValue } from 'mdctx';
import { createClient, createConnectTransport, withContexts } from 'mdctx/connect';
import { key } from 'mdctx/context';
import { auth, authFromMD } from 'mdctx/interceptors';
import { Greeter } from './gen/greeter_pb';

const user = key<string>('user');
const checked = auth((ctx) => withValue(ctx, user, authFromMD(ctx, 'bearer')));

// #region server
const app = express();

app.use(
  expressConnectMiddleware(
    withContexts({
      unaryInterceptors: [checked.unary],
      streamInterceptors: [checked.stream],
      routes: (router) => {
        router.service(Greeter, {
          hello({ name }) {
            setTrailer(New({ cost: '3' }));
            const langs = metadata.valueFromIncomingContext('lang')?.join(' and ');
            return { text: `hello ${name} in ${langs}, says ${current().value(user)}` };
          },
          async *helloOften({ name }) {
            for (const lang of metadata.valueFromIncomingContext('lang') ?? [])
              yield { text: `${lang}: ${name}` };
          },
        });
      },
    }),
  ),
);
// #endregion

async function main(port: number): Promise<void> {
  // #region client
  const transport = createConnectTransport({ baseUrl: `http://127.0.0.1:${port}`, httpVersion: '1.1' });
  const client = createClient(Greeter, transport);

  const trailer = New();
  const ctx = appendToOutgoingContext('authorization', 'Bearer me', 'lang', 'en', 'lang', 'de');
  const { text } = await client.hello({ name: 'Ada' }, { ctx, trailer });
  console.log(text, trailer.get('cost'));

  await run(ctx, async () => {
    for await (const greeting of client.helloOften({ name: 'Ada' })) console.log(greeting.text);
  });
  // #endregion

  const refused = await client.hello({ name: 'Eve' }).catch((error) => error);
  console.log(refused instanceof ConnectError && Code[refused.code]);
}

const server = createServer(app).listen(0, '127.0.0.1', async () => {
  await main((server.address() as AddressInfo).port);
  server.closeAllConnections();
  server.close();
});

// Output:
// hello Ada in en and de, says me [ '3' ]
// en: Ada
// de: Ada
// Unauthenticated
