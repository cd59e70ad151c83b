import { setHeader, setTrailer } from 'mdctx/grpc';
import { Pairs, valueFromIncomingContext } from 'mdctx/metadata';
import { createServer } from 'mdctx/nice-grpc';
import { register } from 'mdctx/stub';
import { hold } from '../holding';
import { Bench, header, trailer, wanted } from '../service';
import type { Serve } from './serve';

function used(): void {
  valueFromIncomingContext(wanted);
  setHeader(Pairs(...header));
  setTrailer(Pairs(...trailer));
}

/** mdctx's own shape of a service. */
export const serve: Serve<'installed' | 'used'> = (variant) => {
  const before = variant === 'used' ? used : () => {};
  const server = createServer();
  register(server, Bench, {
    async unary(_ctx, request) {
      before();
      return request;
    },
    async stream(stream) {
      before();
      for await (const request of stream) await stream.send(request);
    },
    async hold(_ctx, request) {
      before();
      await hold();
      return request;
    },
  });
  return server.listen('127.0.0.1:0');
};
