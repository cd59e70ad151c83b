import { Http2SessionManager } from '@connectrpc/connect-node';
import { createClient, createGrpcTransport } from '../../../lib/connect';
import { eachAs, translation, UnimplementedService, WiderTestService } from '../support/connect-service';
import type { Channel } from '../support/script';
import { type Message, testService } from '../support/test-service';
import { calling } from './calling';
import { translatedClient } from './connect-interceptors';
import { connectServer } from './connect-server';
import { StreamOption } from './filled';
import { clientInterceptors } from './interceptors';
import type { Runtime } from './party';
import type { CallOptions, TestClient } from './test-client';

/** mdctx on Connect, over gRPC. */
export const connect: Runtime = {
  name: 'Connect',
  listen: connectServer,
  connect: (port, options) => calling(connectClient(port, options), port),
};

const empty = translation(testService.emptyCall);
const unary = translation(testService.unaryCall);
const input = translation(testService.streamingInputCall);
const output = translation(testService.streamingOutputCall);
const duplex = translation(testService.fullDuplexCall);

/** Returns a client of mdctx on Connect, over gRPC. */
export function connectClient(port: number, options: Channel = {}): TestClient {
  const { tls, userAgent } = options;
  const baseUrl = `${tls ? 'https' : 'http'}://127.0.0.1:${port}`;
  const sessionManager = new Http2SessionManager(baseUrl, {}, tls && { ca: tls.cert });
  const transport = createGrpcTransport({ baseUrl, sessionManager });
  const interceptors = translatedClient(clientInterceptors(options));
  const client = createClient(WiderTestService, transport, interceptors);
  const unknown = createClient(UnimplementedService, transport, interceptors);
  const told = ({ opts = [], ...rest }: CallOptions) => ({
    ...rest,
    ...(userAgent !== undefined && { headers: { 'user-agent': userAgent } }),
    opts: options.inStream ? opts : opts.filter((option) => !(option instanceof StreamOption)), // else a plain call
  });
  const nothing =
    (method: typeof client.nothing) =>
    async (request: Message, options: CallOptions): Promise<Message> =>
      empty.responseIn(await method(empty.request(request), told(options)));
  return {
    emptyCall: nothing(client.emptyCall),
    unaryCall: async (request, options) =>
      unary.responseIn(await client.unaryCall(unary.request(request), told(options))),
    streamingInputCall: async (requests, options) =>
      input.responseIn(await client.streamingInputCall(eachAs(requests, input.request), told(options))),
    streamingOutputCall: (request, options) =>
      eachAs(client.streamingOutputCall(output.request(request), told(options)), output.responseIn),
    fullDuplexCall: (requests, options) =>
      eachAs(client.fullDuplexCall(eachAs(requests, duplex.request), told(options)), duplex.responseIn),
    unimplementedMethod: nothing(client.unimplementedCall),
    unknownMethod: nothing(client.nothing),
    unimplementedService: nothing(unknown.unimplementedCall),
    close: () => sessionManager.abort(),
  };
}
