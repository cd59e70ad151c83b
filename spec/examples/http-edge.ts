import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client, credentials, Server, ServerCredentials } from '@grpc/grpc-js';
import expressApp, { type NextFunction, type Request, type Response } from 'express';
import { current, metadata } from 'mdctx';
import { policy, requestId } from 'mdctx/forward';
import { clientInterceptor, intercept, serverInterceptor } from 'mdctx/grpc-js';
import { express, httpError } from 'mdctx/http';
import { forwarding, inOrder } from 'mdctx/interceptors';
import { createChannel, createClientFactory, createServer as createGrpcServer } from 'mdctx/nice-grpc';
import { ServerError, Status } from 'nice-grpc-common';
import { GreeterDefinition } from './gen/greeter';
import { Shout, shout } from './support/shout';

// A client over HTTP, express, a service of nice-grpc, a service of grpc-js.

/** What of a request goes on, hop by hop. */
const onward = policy({ keys: ['x-tenant'], presets: [requestId({ make: () => 'r-1' })] });

const minutes = () => Math.round((Number(current().deadline) - Date.now()) / 60_000);

/** The last service, of grpc-js. */
async function startShout(): Promise<{ port: number; stop(): void }> {
  const server = new Server({ interceptors: [serverInterceptor()] });
  server.addService(
    Shout,
    intercept(Shout, shout, {
      unaryInterceptors: [
        async (ctx, req, info, handler) => {
          const tenant = metadata.valueFromIncomingContext(ctx, 'x-tenant');
          console.log(info.fullMethod, tenant, 'in', minutes(), 'minutes');
          return handler(ctx, req);
        },
      ],
    }),
  );
  return new Promise((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve({ port, stop: () => server.forceShutdown() }),
    );
  });
}

/** The service in the middle, of nice-grpc, which calls the last one. */
async function startGreeter(shoutPort: number): Promise<{ port: number; stop(): void }> {
  const client = new Client(`127.0.0.1:${shoutPort}`, credentials.createInsecure(), {
    interceptors: [clientInterceptor(inOrder(forwarding(onward)))],
  });
  const { path, requestSerialize, responseDeserialize } = Shout.shout;
  const louder = (text: string) =>
    new Promise<string>((resolve, reject) => {
      client.makeUnaryRequest(path, requestSerialize, responseDeserialize, text, (error, response = '') =>
        error ? reject(error) : resolve(response),
      );
    });
  const refuse = () => {
    throw new ServerError(Status.UNIMPLEMENTED, 'not in this example');
  };
  const server = createGrpcServer();
  server.add(GreeterDefinition, {
    async hello({ name }) {
      if (name === 'Nobody') throw new ServerError(Status.NOT_FOUND, 'there is nobody');
      return { text: await louder(`hello ${name}`) };
    },
    helloOften: refuse,
    helloAll: refuse,
    helloEach: refuse,
  });
  const port = await server.listen('127.0.0.1:0');
  return {
    port,
    stop() {
      client.close();
      server.forceShutdown();
    },
  };
}

/** Asks the edge, as a browser would. */
async function ask(port: number, path: string, headers: Record<string, string>): Promise<void> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get({ port, path, headers }, resolve).on('error', reject);
  });
  let text = '';
  for await (const chunk of response) text += String(chunk);
  console.log(response.statusCode, text);
}

async function main() {
  const shouting = await startShout();
  const greeting = await startGreeter(shouting.port);
  const channel = createChannel(`127.0.0.1:${greeting.port}`);
  const greeter = createClientFactory().create(GreeterDefinition, channel);

  // #region express
  const app = expressApp();
  app.use(
    express({
      metadata: onward, // nothing else of a request goes on
      deadline: { header: 'x-timeout', timeout: 120_000, max: 300_000 },
    }),
  );

  app.get('/hello/:name', async (request, response) => {
    const { text } = await greeter.hello({ name: request.params.name }); // metadata, deadline, cancellation
    response.send(text);
  });

  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    const { status, body } = httpError(error); // NOT_FOUND is 404
    response.status(status).json(body);
  });
  // #endregion

  const server = createServer(app).listen(0);
  const { port } = server.address() as AddressInfo;
  const headers = { 'x-tenant': 'acme', 'x-other': 'stays here', connection: 'keep-alive' };
  await ask(port, '/hello/Ada', headers);
  await ask(port, '/hello/Bob', { ...headers, 'x-timeout': '4M' });
  await ask(port, '/hello/Nobody', headers);
  await ask(port, '/hello/Eve', { 'x-timeout': 'for ever' });

  server.close();
  channel.close();
  greeting.stop();
  shouting.stop();
}

void main();

// Output:
// /shout.v1.Shout/Shout [ 'acme' ] in 2 minutes
// 200 HELLO ADA
// /shout.v1.Shout/Shout [ 'acme' ] in 4 minutes
// 200 HELLO BOB
// 404 {"code":5,"message":"there is nobody","details":[]}
// 400 {"code":3,"message":"invalid timeout header \"x-timeout\"","details":[]}
