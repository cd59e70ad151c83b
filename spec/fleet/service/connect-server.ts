import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { connectNodeAdapter } from '@connectrpc/connect-node';
import { withContexts } from 'mdctx/connect';
import { sendHeader, setTrailer } from 'mdctx/grpc';
import { ConnectHealth } from './connect-health';
import { plainOf, type Request, responseOf, TestService } from './connect-service';
import type { Handler } from './handler';
import type { Serving } from './servers';

/** A server of Connect's, on one of Node. */
export function connectServer(handler: Handler): Serving {
  const health = new ConnectHealth();
  const options = withContexts({
    routes: (router) => {
      health.addTo(router);
      router.service(TestService, {
        unaryCall: async (request) => responseOf(await handler.unary(plainOf(request))),
        async *fullDuplexCall(requests: AsyncIterable<Request>) {
          sendHeader(handler.echoed());
          setTrailer(handler.echoed());
          for await (const request of requests) yield responseOf(plainOf(request));
        },
      });
    },
  });
  const server = createServer(connectNodeAdapter(options));
  return { server, health: health.shutDown, listen: (address) => listen(server, address) };
}

function listen(server: ReturnType<typeof createServer>, address: string): Promise<number> {
  const [host, port] = address.split(':');
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(Number(port), host, () => resolve((server.address() as AddressInfo).port));
  });
}
