import { createChannel, createClientFactory } from '../../../lib/nice-grpc';
import type { Channel } from '../support/script';
import { testService, unimplemented } from '../support/test-service';
import { calling } from './calling';
import { channelOptions } from './channel-options';
import { clientInterceptors } from './interceptors';
import { niceServer } from './nice-grpc-server';
import type { Runtime } from './party';
import type { TestClient } from './test-client';
import { channelCredentials } from './tls';

/** mdctx on nice-grpc. */
export const niceGrpc: Runtime = {
  name: 'nice-grpc',
  listen: niceServer,
  connect: (port, options) => calling(niceClient(port, options), port),
};

/** Returns a client of mdctx on nice-grpc. */
export function niceClient(port: number, options: Channel = {}): TestClient {
  const channel = createChannel(
    `127.0.0.1:${port}`,
    channelCredentials(options.tls),
    channelOptions(options),
  );
  const factory = createClientFactory(clientInterceptors(options));
  const client = factory.create(testService, channel);
  const unknown = factory.create(unimplemented, channel);
  return {
    emptyCall: client.emptyCall,
    unaryCall: client.unaryCall,
    streamingInputCall: client.streamingInputCall,
    streamingOutputCall: client.streamingOutputCall,
    fullDuplexCall: client.fullDuplexCall,
    unimplementedMethod: unknown.method,
    unknownMethod: unknown.unknown,
    unimplementedService: unknown.service,
    close: () => channel.close(),
  };
}
