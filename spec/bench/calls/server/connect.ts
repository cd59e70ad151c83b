import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { BytesValueSchema } from '@bufbuild/protobuf/wkt';
import type { HandlerContext, Interceptor } from '@connectrpc/connect';
import { connectNodeAdapter } from '@connectrpc/connect-node';
import { hold } from '../holding';
import { GeneratedBench, header, trailer, wanted } from '../service';
import { stored } from '../stored';
import type { Serve } from './serve';

type Answer = MessageInitShape<typeof BytesValueSchema>;

function byHand(context: HandlerContext): void {
  context.requestHeader.get(wanted);
  context.responseHeader.set(...header);
  context.responseTrailer.set(...trailer);
}

const inStore: Interceptor = (next) => stored(next);

/** Listens on a free port, and returns that. */
export async function listening(adapter: ReturnType<typeof connectNodeAdapter>): Promise<number> {
  const server = createServer(adapter);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** Connect alone. */
export const serve: Serve<'bare' | 'by-hand' | 'by-hand-stored'> = (variant) => {
  const before = variant === 'bare' ? () => {} : byHand;
  return listening(
    connectNodeAdapter({
      interceptors: variant === 'by-hand-stored' ? [inStore] : [],
      routes: (router) =>
        router.service(GeneratedBench, {
          async unary(request, context): Promise<Answer> {
            before(context);
            return create(BytesValueSchema, request);
          },
          async hold(request, context): Promise<Answer> {
            before(context);
            await hold();
            return create(BytesValueSchema, request);
          },
        }),
    }),
  );
};
