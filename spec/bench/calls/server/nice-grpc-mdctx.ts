import { setHeader, setTrailer } from 'mdctx/grpc';
import { Pairs, valueFromIncomingContext } from 'mdctx/metadata';
import { createServer, type ServiceImplementation } from 'mdctx/nice-grpc';
import { hold } from '../holding';
import { type Bench, header, trailer, wanted } from '../service';
import type { Serve } from './serve';

const installed: ServiceImplementation<typeof Bench> = {
  unary: async (request) => request,
  stream: (requests) => requests,
  hold: async (request) => {
    await hold();
    return request;
  },
};

const used: ServiceImplementation<typeof Bench> = {
  async unary(request) {
    valueFromIncomingContext(wanted);
    setHeader(Pairs(...header));
    setTrailer(Pairs(...trailer));
    return request;
  },
  stream(requests) {
    valueFromIncomingContext(wanted);
    setHeader(Pairs(...header));
    setTrailer(Pairs(...trailer));
    return requests;
  },
  async hold(request) {
    valueFromIncomingContext(wanted);
    setHeader(Pairs(...header));
    setTrailer(Pairs(...trailer));
    await hold();
    return request;
  },
};

const implementations = { installed, used };

/** nice-grpc with mdctx. */
export const serve: Serve<keyof typeof implementations> = (variant, definition) => {
  const server = createServer();
  server.add(definition, implementations[variant]);
  return server.listen('127.0.0.1:0');
};
