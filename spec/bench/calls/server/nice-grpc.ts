import { createServer, type ServiceImplementation } from 'nice-grpc';
import { hold } from '../holding';
import { Bench, header, trailer, wanted } from '../service';
import { stored } from '../stored';
import type { Serve } from './serve';

const bare: ServiceImplementation<typeof Bench> = {
  unary: async (request) => request,
  stream: (requests) => requests,
  hold: async (request) => {
    await hold();
    return request;
  },
};

const byHand: ServiceImplementation<typeof Bench> = {
  async unary(request, context) {
    context.metadata.get(wanted);
    context.header.set(...header);
    context.trailer.set(...trailer);
    return request;
  },
  stream(requests, context) {
    context.metadata.get(wanted);
    context.header.set(...header);
    context.trailer.set(...trailer);
    return requests;
  },
  async hold(request, context) {
    context.metadata.get(wanted);
    context.header.set(...header);
    context.trailer.set(...trailer);
    await hold();
    return request;
  },
};

const inStorage: ServiceImplementation<typeof Bench> = {
  unary: stored(bare.unary),
  stream: stored(bare.stream),
  hold: stored(bare.hold),
};

const implementations = { bare, stored: inStorage, 'by-hand': byHand };

/** nice-grpc alone. */
export const serve: Serve<keyof typeof implementations> = (variant) => {
  const server = createServer();
  server.add(Bench, implementations[variant]);
  return server.listen('127.0.0.1:0');
};
