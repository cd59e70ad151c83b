// A user's file: the interceptors where grpc-js takes its own, and `ctx` in the options of a call.
import { Client, credentials, Server } from '@grpc/grpc-js';
import { background } from 'mdctx';
import { clientInterceptor, serverInterceptor, type TLSInfo } from 'mdctx/grpc-js';
import { New } from 'mdctx/metadata';
import { fromContext } from 'mdctx/peer';

export const server = new Server({ interceptors: [serverInterceptor()] });

const client = new Client('127.0.0.1:1', credentials.createInsecure(), {
  interceptors: [clientInterceptor()],
});

export function call(done: () => void): void {
  const options = { ctx: background(), header: New(), trailer: New({ k: ['v1', 'v2'] }) };
  client.makeUnaryRequest('/s/m', Buffer.from, String, 'request', options, done).cancel();
}

const info = fromContext()?.authInfo as TLSInfo | undefined;
export const certificate: object | undefined = info?.peerCertificate;
