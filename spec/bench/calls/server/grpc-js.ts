import {
  Metadata,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerOptions,
  type ServerUnaryCall,
  type sendUnaryData,
} from '@grpc/grpc-js';
import { hold } from '../holding';
import { Bench, header, trailer, wanted } from '../service';
import { stored } from '../stored';
import type { Serve } from './serve';

export type Unary = (call: ServerUnaryCall<Buffer, Buffer>, done: sendUnaryData<Buffer>) => void;
export type Stream = (call: ServerDuplexStream<Buffer, Buffer>) => void;

/** What a handler does before it answers; it returns the trailer, if that goes out with the answer. */
export type Before = (
  call: ServerUnaryCall<Buffer, Buffer> | ServerDuplexStream<Buffer, Buffer>,
) => Metadata | undefined;

/** Runs a handler. */
export type Around = <A extends unknown[]>(handler: (...args: A) => void) => (...args: A) => void;

/** Serves `Bench`, whose handlers begin with `before`. */
export function served(
  before: Before,
  options: ServerOptions = {},
  around: Around = (handler) => handler,
): Promise<number> {
  const unary: Unary = (call, done) => done(null, call.request, before(call));
  const stream: Stream = (call) => {
    const trailer = before(call);
    call.on('data', (message) => call.write(message));
    call.on('end', () => call.end(trailer));
  };
  const holding: Unary = (call, done) => {
    const trailer = before(call);
    void hold().then(() => done(null, call.request, trailer));
  };
  const server = new Server(options);
  server.addService(Bench, { unary: around(unary), stream: around(stream), hold: around(holding) });
  return new Promise((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    );
  });
}

const byHand: Before = (call) => {
  call.metadata.get(wanted);
  const first = new Metadata();
  first.set(...header);
  call.sendMetadata(first);
  const last = new Metadata();
  last.set(...trailer);
  return last;
};

/** grpc-js alone. */
export const serve: Serve<'bare' | 'stored' | 'by-hand' | 'by-hand-stored'> = (variant) =>
  served(
    variant.startsWith('by-hand') ? byHand : () => undefined,
    {},
    variant.endsWith('stored') ? stored : undefined,
  );
