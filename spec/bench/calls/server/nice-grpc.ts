import {
  type CallContext,
  createServer,
  type ServerMiddlewareCall,
  type ServiceImplementation,
} from 'nice-grpc';
import { hold } from '../holding';
import { type Bench, header, trailer, wanted } from '../service';
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

/**
 * Runs each step of a call in a store of its own: a handler that is a generator runs in the context of each caller of its
 * `next`, so a middleware has to call that itself.
 */
async function* inStore<Request, Response>(
  call: ServerMiddlewareCall<Request, Response>,
  context: CallContext,
): AsyncGenerator<Response, Response | void> {
  const next = stored((rest: AsyncGenerator<Response, Response | void, undefined>) => rest.next());
  const rest = call.next(call.request, context);
  for (;;) {
    const { done, value } = await next(rest);
    if (done) return value;
    if (value !== undefined) yield value;
  }
}

const implementations = { bare, stored: bare, 'by-hand': byHand, 'by-hand-stored': byHand };

/** nice-grpc alone. */
export const serve: Serve<keyof typeof implementations> = (variant, definition) => {
  const server = variant.endsWith('stored') ? createServer().use(inStore) : createServer();
  server.add(definition, implementations[variant]);
  return server.listen('127.0.0.1:0');
};
