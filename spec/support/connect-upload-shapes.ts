import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { create } from '@bufbuild/protobuf';
import { type GenService, serviceDesc } from '@bufbuild/protobuf/codegenv2';
import { EmptySchema } from '@bufbuild/protobuf/wkt';
import { connectNodeAdapter } from '@connectrpc/connect-node';
import { withContexts } from '../../lib/connect';
import type { ServerInterceptors } from '../../lib/grpc';
import { type Bidi, type ClientStreaming, fileOf } from './empty-service';
import { type End, iterating, passing, type Shape, stepping, watch } from './upload-shapes';

// The shapes of ./upload-shapes on Connect, over HTTP/2. Nobody looks at their messages.

const shape = (style: string, read: typeof iterating, interceptors: ServerInterceptors = {}): Shape => ({
  name: `Connect, ${style}${interceptors.streamInterceptors ? ', interceptors' : ''}`,
  async listen({ clientStream, bidi }, seen: (end: End) => void, onRead) {
    const { method }: GenService<Record<string, ClientStreaming | Bidi>> = serviceDesc(
      fileOf([clientStream, bidi]),
      0,
    );
    const handle = (requests: AsyncIterable<object>) => watch((count) => read(requests, count), seen, onRead);
    const options = withContexts({
      ...interceptors,
      routes(router) {
        for (const one of Object.values(method)) {
          if (one.methodKind === 'client_streaming') {
            router.rpc(one, async (requests) => {
              await handle(requests);
              return create(EmptySchema);
            });
          } else {
            router.rpc(one, async function* (requests) {
              await handle(requests);
              yield create(EmptySchema);
            });
          }
        }
      },
    });
    const server = http2.createServer(connectNodeAdapter(options));
    const sessions = new Set<http2.ServerHttp2Session>();
    server.on('session', (session) => sessions.add(session));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return {
      port: (server.address() as AddressInfo).port,
      stop() {
        server.close();
        for (const session of sessions) session.destroy();
      },
    };
  },
});

export const connectShapes: readonly Shape[] = [
  shape('for await', iterating),
  shape('next()', stepping),
  shape('for await', iterating, passing),
  shape('next()', stepping, passing),
];
