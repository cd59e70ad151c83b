import {
  Server,
  type ServerDuplexStream,
  type ServerWritableStream,
  type sendUnaryData,
} from '@grpc/grpc-js';
import { statusOf } from '../../../lib/grpc';
import { serverInterceptor } from '../../../lib/grpc-js';
import { createServer } from '../../../lib/nice-grpc';
import { listening } from '../mdctx/connect-server';
import { serverCredentials } from '../mdctx/tls';
import { type Message, testService } from '../support/test-service';
import { interopService } from './service';

/** A server of the interop service. */
export interface InteropServer {
  readonly port: number;
  stop(): void;
}

/** Starts it on nice-grpc. */
export async function onNiceGrpc(): Promise<InteropServer> {
  const server = createServer();
  server.add(testService, interopService);
  const port = await server.listen('127.0.0.1:0');
  return { port, stop: () => server.forceShutdown() };
}

type Call = { readonly request: Message };
type Writable = ServerDuplexStream<Message, Message> | ServerWritableStream<Message, Message>;

/** Starts it on Connect. */
export function onConnect(): Promise<InteropServer> {
  return listening(interopService);
}

/** Starts it on grpc-js. */
export async function onGrpcJs(): Promise<InteropServer> {
  const server = new Server({ interceptors: [serverInterceptor()] });
  server.addService(
    { ...testService },
    {
      emptyCall: (_call: Call, back: sendUnaryData<Message>) => reply(interopService.emptyCall(), back),
      unaryCall: ({ request }: Call, back: sendUnaryData<Message>) =>
        reply(interopService.unaryCall(request), back),
      streamingInputCall: (call: AsyncIterable<Message>, back: sendUnaryData<Message>) =>
        reply(interopService.streamingInputCall(call), back),
      streamingOutputCall: (call: ServerWritableStream<Message, Message>) =>
        stream(interopService.streamingOutputCall(call.request), call),
      fullDuplexCall: (call: ServerDuplexStream<Message, Message>) =>
        stream(interopService.fullDuplexCall(undestroyed(call)), call),
    },
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', serverCredentials(undefined), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { port, stop: () => server.forceShutdown() };
}

function reply(replied: Promise<Message>, back: sendUnaryData<Message>): void {
  replied.then(
    (message) => back(null, message),
    (error) => back(asStatus(error)),
  );
}

function stream(responses: AsyncIterable<Message>, call: Writable): void {
  const pump = async () => {
    for await (const response of responses) call.write(response);
    call.end();
  };
  pump().catch((error) => call.emit('error', asStatus(error)));
}

/** The requests of a call, which `for await` would destroy, writing half and all, at their end. */
function undestroyed(call: ServerDuplexStream<Message, Message>): AsyncIterable<Message> {
  return call.iterator({ destroyOnReturn: false });
}

function asStatus(error: unknown): Error {
  const status = statusOf(error);
  if (status === undefined) return error instanceof Error ? error : new Error(String(error));
  return Object.assign(new Error(status.details), { code: status.code, details: status.details });
}
