import {
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerReadableStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
} from '@grpc/grpc-js';
import { intercept, serverInterceptor } from '../../../lib/grpc-js';
import type { Certificate } from '../certificate';
import { Echo, type Message } from '../echo';
import { each } from '../queue';
import type { Handler, ServerSide } from './adapter';

type Reading = ServerReadableStream<Message, Message> | ServerDuplexStream<Message, Message>;
type Writing = ServerWritableStream<Message, Message> | ServerDuplexStream<Message, Message>;
type Done = sendUnaryData<Message>;

/** Servers of grpc-js. */
export const grpcJsServer: ServerSide = {
  name: 'grpc-js',
  async listen(handler, certificate, interceptors = {}, host = '127.0.0.1') {
    const server = new Server({ interceptors: [serverInterceptor()] });
    const implementation = {
      unary: (call: ServerUnaryCall<Message, Message>, done: Done) =>
        reply(handler, each(call.request), done),
      serverStream: (call: ServerWritableStream<Message, Message>) =>
        write(handler, each(call.request), call),
      clientStream: (call: ServerReadableStream<Message, Message>, done: Done) =>
        reply(handler, requestsOf(call), done),
      bidi: (call: ServerDuplexStream<Message, Message>) => write(handler, requestsOf(call), call),
    };
    server.addService(Echo, intercept(Echo, implementation, interceptors));
    return {
      port: await bound(server, serverCredentials(certificate), host),
      server,
      stop: () => server.forceShutdown(),
    };
  },
};

/** Returns the credentials of a server that has, and asks for, `certificate`; without it, of one without TLS. */
export function serverCredentials(certificate?: Certificate): ServerCredentials {
  if (certificate === undefined) return ServerCredentials.createInsecure();
  const { key, cert } = certificate;
  return ServerCredentials.createSsl(cert, [{ private_key: key, cert_chain: cert }], true);
}

/** Returns `host` as it stands before a port. */
export function authority(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/** Has `server` listen on a free port, and returns that. */
export function bound(
  server: Server,
  credentials = ServerCredentials.createInsecure(),
  host = '127.0.0.1',
): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(`${authority(host)}:0`, credentials, (error, port) =>
      error ? reject(error) : resolve(port),
    );
  });
}

/** Handles a call with one response. */
function reply(handler: Handler, requests: AsyncIterable<Message>, done: Done): void {
  let response: Message = {};
  const send = async (message: Message) => {
    response = message;
  };
  Promise.resolve({ requests, send })
    .then(handler)
    .then(() => done(null, response), done);
}

/** Handles a call with a stream of responses. */
function write(handler: Handler, requests: AsyncIterable<Message>, call: Writing): void {
  const send = (message: Message) =>
    new Promise<void>((resolve, reject) => {
      call.write(message, (error?: Error | null) => (error ? reject(error) : resolve()));
    });
  Promise.resolve({ requests, send })
    .then(handler)
    .then(
      () => call.end(),
      (error: Error) => call.emit('error', error),
    );
}

/** Returns the requests of `call`. grpc-js answers nothing on a stream that a loop has destroyed at its end. */
function requestsOf(call: Reading): AsyncIterable<Message> {
  return { [Symbol.asyncIterator]: () => call.iterator({ destroyOnReturn: false }) };
}
