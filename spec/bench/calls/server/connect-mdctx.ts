import { create } from '@bufbuild/protobuf';
import { BytesValueSchema } from '@bufbuild/protobuf/wkt';
import { connectNodeAdapter } from '@connectrpc/connect-node';
import { withContexts } from 'mdctx/connect';
import { setHeader, setTrailer } from 'mdctx/grpc';
import { Pairs, valueFromIncomingContext } from 'mdctx/metadata';
import { hold } from '../holding';
import { GeneratedBench, header, trailer, wanted } from '../service';
import { listening } from './connect';
import type { Serve } from './serve';

function used(): void {
  valueFromIncomingContext(wanted);
  setHeader(Pairs(...header));
  setTrailer(Pairs(...trailer));
}

/** Connect with mdctx. */
export const serve: Serve<'installed' | 'used'> = (variant) => {
  const before = variant === 'used' ? used : () => {};
  return listening(
    connectNodeAdapter(
      withContexts({
        routes: (router) =>
          router.service(GeneratedBench, {
            async unary(request) {
              before();
              return create(BytesValueSchema, request);
            },
            async hold(request) {
              before();
              await hold();
              return create(BytesValueSchema, request);
            },
          }),
      }),
    ),
  );
};
