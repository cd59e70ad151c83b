import { inOrder } from 'mdctx/interceptors';
import { createChannel, createServer, type Server } from 'mdctx/nice-grpc';
import { newClient, register } from 'mdctx/stub';
import { authStream, authUnary } from './auth';
import { forward } from './forwarding';
import { LibraryDefinition, StockDefinition } from './gen/library';
import { Library } from './library';
import { logStream, logUnary } from './logging';
import { Stock } from './stock';

// A small service as many are in Go: the library, which readers reach, and the stock behind it, with interceptors for
// authentication, logging and forwarding. It is the port of spec/interop/go/port, line by line; one script drives both.
//
// It prints a line for each call, and before them the address of the library. It ends when its standard input does.

// #region main
async function main(): Promise<void> {
  const stockServer = createServer({
    unaryInterceptors: [logUnary],
    streamInterceptors: [logStream],
  });
  register(stockServer, StockDefinition, new Stock());
  const stockAddress = await serve(stockServer);

  const channel = createChannel(stockAddress);
  const stock = newClient(StockDefinition, channel, inOrder(forward));

  const libraryServer = createServer({
    unaryInterceptors: [logUnary, authUnary],
    streamInterceptors: [logStream, authStream],
  });
  register(libraryServer, LibraryDefinition, new Library(stock));
  console.log(await serve(libraryServer));

  for await (const _ of process.stdin);
  libraryServer.forceShutdown();
  channel.close();
  stockServer.forceShutdown();
}

async function serve(server: Server): Promise<string> {
  return `127.0.0.1:${await server.listen('127.0.0.1:0')}`;
}
// #endregion

void main();
