import { Client, Metadata, type ServiceError } from '@grpc/grpc-js';
import { clientInterceptor } from '../../../lib/grpc-js';
import type { Channel } from '../support/script';
import { type Message, testService, unimplemented } from '../support/test-service';
import { calling } from './calling';
import { channelOptions } from './channel-options';
import { grpcJsServer } from './grpc-js-server';
import { clientInterceptors } from './interceptors';
import type { Runtime } from './party';
import type { CallOptions, TestClient } from './test-client';
import { channelCredentials } from './tls';

/** mdctx on grpc-js. */
export const grpcJs: Runtime = {
  name: 'grpc-js',
  listen: grpcJsServer,
  connect: (port, options) => calling(grpcJsClient(port, options), port),
};

/** How a method is called, in grpc-js's terms. */
interface Codec {
  readonly path: string;
  readonly requestSerialize: (message: Message) => Buffer;
  readonly responseDeserialize: (bytes: Buffer) => Message;
}

/** Returns a client of mdctx on grpc-js. */
export function grpcJsClient(port: number, options: Channel = {}): TestClient {
  const client = new Client(`127.0.0.1:${port}`, channelCredentials(options.tls), {
    interceptors: [clientInterceptor(clientInterceptors(options))],
    ...channelOptions(options),
  });
  const unary =
    ({ path, requestSerialize, responseDeserialize }: Codec) =>
    (request: Message, { onHeader, ...rest }: CallOptions) =>
      replied(onHeader, (back) =>
        client.makeUnaryRequest(
          path,
          requestSerialize,
          responseDeserialize,
          request,
          new Metadata(),
          rest,
          back,
        ),
      );
  const { streamingInputCall: input, streamingOutputCall: output, fullDuplexCall: duplex } = testService;
  return {
    emptyCall: unary(testService.emptyCall),
    unaryCall: unary(testService.unaryCall),
    unimplementedMethod: unary(unimplemented.method),
    unknownMethod: unary(unimplemented.unknown),
    unimplementedService: unary(unimplemented.service),
    streamingInputCall(requests, { onHeader, ...rest }) {
      const { path, requestSerialize, responseDeserialize } = input;
      return replied(onHeader, (back) => {
        const metadata = new Metadata();
        return sending(
          client.makeClientStreamRequest(path, requestSerialize, responseDeserialize, metadata, rest, back),
          requests,
        );
      });
    },
    streamingOutputCall(request, { onHeader, ...rest }) {
      const { path, requestSerialize, responseDeserialize } = output;
      const metadata = new Metadata();
      return heard(
        onHeader,
        client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, request, metadata, rest),
      );
    },
    fullDuplexCall(requests, { onHeader, ...rest }) {
      const { path, requestSerialize, responseDeserialize } = duplex;
      const metadata = new Metadata();
      const call = client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize, metadata, rest);
      return heard(onHeader, sending(call, requests));
    },
    close: () => client.close(),
  };
}

function replied(
  onHeader: CallOptions['onHeader'],
  make: (back: (error: ServiceError | null, reply?: Message) => void) => NodeJS.EventEmitter,
): Promise<Message> {
  return new Promise((resolve, reject) => {
    heard(
      onHeader,
      make((error, reply) => (error ? reject(error) : resolve(reply ?? { body: '' }))),
    );
  });
}

function heard<C extends NodeJS.EventEmitter>(onHeader: CallOptions['onHeader'], call: C): C {
  call.on('metadata', () => onHeader?.());
  return call;
}

/** Writes `requests` to `call`, which ends with them. */
function sending<C extends { write(message: Message): unknown; end(): unknown }>(
  call: C,
  requests: AsyncIterable<Message>,
): C {
  const pump = async () => {
    for await (const request of requests) call.write(request);
    call.end();
  };
  pump().catch(() => call.end()); // the requests of the tests do not fail
  return call;
}
