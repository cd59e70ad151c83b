import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { ConnectRouter } from '@connectrpc/connect';
import { connectNodeAdapter } from '@connectrpc/connect-node';
import { withContexts } from '../../../lib/connect';
import type { ServerInterceptors } from '../../../lib/grpc';
import { eachAs, TestService, translation } from '../support/connect-service';
import type { Certificate, Serve } from '../support/script';
import { testService } from '../support/test-service';
import { translatedServer } from './connect-interceptors';
import { serverInterceptors } from './interceptors';
import { type Implementation, implementation } from './nice-grpc-server';
import type { Listening } from './party';
import type { Records } from './served';

/** A server of mdctx on Connect that plays scripts. */
export function connectServer(records: Records, serve: Serve): Promise<Listening> {
  return listening(implementation(records), translatedServer(serverInterceptors(records, serve)), serve.tls);
}

/** Serves TestService on Connect, over HTTP/2. */
export async function listening(
  service: Implementation,
  interceptors: ServerInterceptors = {},
  certificate?: Certificate,
): Promise<Listening> {
  const listener = connectNodeAdapter(
    withContexts({ ...interceptors, routes: (router) => register(router, service) }),
  );
  const server = certificate
    ? http2.createSecureServer({ ...certificate }, listener)
    : http2.createServer(listener);
  const sessions = new Set<http2.ServerHttp2Session>();
  server.on('session', (session) => sessions.add(session));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      server.close();
      for (const session of sessions) session.destroy();
    },
  };
}

const empty = translation(testService.emptyCall);
const unary = translation(testService.unaryCall);
const input = translation(testService.streamingInputCall);
const output = translation(testService.streamingOutputCall);
const duplex = translation(testService.fullDuplexCall);

function register(router: ConnectRouter, service: Implementation): void {
  router.service(TestService, {
    emptyCall: async (request) => empty.response(await service.emptyCall(empty.requestIn(request))),
    unaryCall: async (request) => unary.response(await service.unaryCall(unary.requestIn(request))),
    streamingInputCall: async (requests) =>
      input.response(await service.streamingInputCall(eachAs(requests, input.requestIn))),
    streamingOutputCall: (request) =>
      eachAs(service.streamingOutputCall(output.requestIn(request)), output.response),
    fullDuplexCall: (requests) =>
      eachAs(service.fullDuplexCall(eachAs(requests, duplex.requestIn)), duplex.response),
  });
}
