import http2, { type Http2Server, type IncomingHttpHeaders } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { Server, type ServerUnaryCall, type sendUnaryData } from '@grpc/grpc-js';
import { serverInterceptor } from '../../lib/grpc-js';
import { createServer } from '../../lib/nice-grpc';
import { bound } from '../support/adapters/grpc-js-server';
import { Echo, type Message } from '../support/echo';

// Another HTTP/2 server in the process sees what it saw before, whatever of this library is in use.

const fields = {
  'content-type': 'application/grpc',
  k: ['v1', 'v2'],
  'k-bin': ['YQ,Yg'],
  'grpc-timeout': '99999999H',
  'strange!name': 'v',
};

/** Sends a request to `port`, and returns its stream when it has ended. */
async function request(port: number, path = '/'): Promise<void> {
  const session = http2.connect(`http://127.0.0.1:${port}`);
  session.on('error', () => {});
  const stream = session.request({ ':method': 'POST', ':path': path, ...fields });
  stream.on('error', () => {}).resume();
  stream.end(Buffer.from('\0\0\0\0\x02{}'));
  await new Promise((resolve) => stream.on('close', resolve));
  session.destroy();
}

/** Returns the headers of a request as a server of the process sees them. */
async function seen(server: Http2Server): Promise<IncomingHttpHeaders> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const headers = new Promise<IncomingHttpHeaders>((resolve) => {
    server.on('stream', (stream, headers) => {
      stream.respond({}, { endStream: true });
      resolve({ ...headers });
    });
  });
  await request((server.address() as AddressInfo).port);
  server.close();
  return headers;
}

describe('another server in the process', () => {
  it('sees the same headers before and after', async () => {
    const before = await seen(http2.createServer());
    serverInterceptor();
    createServer();
    const after = await seen(http2.createServer());
    expect({ ...after, ':authority': '' }).toEqual({ ...before, ':authority': '' });
    expect(after.k).toBe('v1, v2');
  });

  it('of grpc-js too, whose handlers are called as they were', async () => {
    const calls: unknown[][] = [];
    const server = new Server();
    const unary = (...args: [ServerUnaryCall<Message, Message>, sendUnaryData<Message>]) => {
      calls.push(args);
      args[1](null, {});
    };
    server.addService(Echo, { unary });
    await request(await bound(server), Echo.unary.path);
    server.forceShutdown();
    expect(calls.length).toBe(1);
    expect(calls[0]?.[1]).toHaveProperty('name', 'respond');
  });
});
