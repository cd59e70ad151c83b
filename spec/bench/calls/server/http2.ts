import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { header, trailer } from '../service';
import type { Serve } from './serve';

const headers = { ':status': 200, 'content-type': 'application/grpc', [header[0]]: header[1] };
const trailers = { 'grpc-status': '0', [trailer[0]]: trailer[1] };

/** node:http2 without a framework. */
export const serve: Serve<'by-hand'> = async () => {
  const server = createServer();
  server.on('stream', (stream) => {
    stream.respond(headers, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers(trailers));
    stream.on('data', (chunk) => stream.write(chunk));
    stream.on('end', () => stream.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};
