import { once } from 'node:events';
import type { ClientHttp2Stream } from 'node:http2';
import { type AddressInfo, createServer } from 'node:net';
import { Http2SessionManager } from '@connectrpc/connect-node';
import { createClient, createGrpcTransport } from '../../lib/connect';
import { background, withCancel } from '../../lib/context';
import { frame, frameTypes, headerFrames } from '../bad-input/frames';
import { goodHeader } from '../bad-input/raw-server';
import { ConnectEcho } from '../support/connect-echo';

const endStream = 1;

describe('a call that is cancelled while its server resets it without an error', () => {
  it('leaves no stream open', async () => {
    const server = createServer((socket) => {
      let received = Buffer.alloc(0);
      socket
        .on('error', () => {})
        .on('data', (chunk) => {
          received = Buffer.concat([received, chunk]);
          for (let at = 24; at + 9 <= received.length; at += 9 + received.readUIntBE(at, 3)) {
            if (received[at + 3] !== frameTypes.headers) continue;
            socket.write(
              // In one piece: the reset comes with what the client cancels at.
              Buffer.concat([
                frame(frameTypes.settings, 0, 0, Buffer.alloc(0)),
                headerFrames(goodHeader, 0, 1),
                headerFrames([['grpc-status', '0']], endStream, 1),
                frame(frameTypes.rstStream, 0, 1, Buffer.alloc(4)),
              ]),
            );
            received = Buffer.alloc(0);
            return;
          }
        });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const sessions = new Http2SessionManager(baseUrl);
    let stream: ClientHttp2Stream | undefined;
    const { request } = sessions;
    sessions.request = async (...args) => {
      stream = await request.apply(sessions, args);
      return stream;
    };
    const client = createClient(ConnectEcho, createGrpcTransport({ baseUrl, sessionManager: sessions }));
    const [ctx, cancel] = withCancel(background());
    const requests = async function* () {
      await new Promise(() => {});
      yield {};
    };
    const responses = client.bidi(requests(), { ctx, onHeader: () => cancel() });
    await expect(responses[Symbol.asyncIterator]().next()).rejects.toThrow('context canceled');
    if (stream?.destroyed !== true) await once(stream as ClientHttp2Stream, 'close');
    sessions.abort();
    server.close();
  });
});
