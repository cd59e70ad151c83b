import http2, { type ClientHttp2Session, type Http2Server, type IncomingHttpHeaders } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { currentRequest, patchHttp2 } from '../../lib/wire/internal';
import { childOf } from '../support/child';

jest.setTimeout(60_000); // it starts processes

describe('patchHttp2()', () => {
  const repeated = { k: ['v1', 'v2'], 'k-bin': ['YQ', 'Yg'] };
  let server: Http2Server;
  let session: ClientHttp2Session;

  beforeAll(async () => {
    patchHttp2();
    server = http2.createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    session = http2.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });

  afterAll(() => {
    session.destroy();
    server.close();
  });

  afterEach(() => server.removeAllListeners('stream'));

  /** Sends a request and a response, each with repeated fields, and returns what both sides see. */
  async function exchange(contentType: string) {
    const seen: { [name: string]: unknown } = {};
    server.on('stream', (stream, headers) => {
      seen.request = headers.k;
      stream.respond({ 'content-type': contentType, ...repeated }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers(repeated));
      stream.end();
    });
    const stream = session.request({ 'content-type': contentType, ...repeated }).resume();
    stream.on('response', ({ k }: IncomingHttpHeaders) => {
      seen.header = k;
    });
    stream.on('trailers', ({ k }: IncomingHttpHeaders) => {
      seen.trailer = k;
    });
    await new Promise((resolve) => stream.on('close', resolve));
    return seen;
  }

  it.each(['application/grpc', 'application/grpc+proto', 'application/grpc;v=1'])(
    'has repeated fields of %p arrive as lists, on both sides',
    async (contentType) => {
      const list = ['v1', 'v2'];
      expect(await exchange(contentType)).toEqual({ request: list, header: list, trailer: list });
    },
  );

  it.each(['application/json', 'text/html', 'x-application/grpc'])(
    'leaves those of %p alone',
    async (contentType) => {
      const text = 'v1, v2';
      expect(await exchange(contentType)).toEqual({ request: text, header: text, trailer: text });
    },
  );

  it('leaves a request that is made without headers to Node', async () => {
    const paths: unknown[] = [];
    server.on('stream', (stream, headers) => {
      paths.push(headers[':path']);
      stream.respond({}, { endStream: true });
    });
    for (const stream of [session.request(), session.request(undefined, { endStream: true })]) {
      await new Promise((resolve) => stream.resume().on('close', resolve));
    }
    expect(paths).toEqual(['/', '/']);
  });

  it('tells what arrives while it does, and at no other time', async () => {
    const seen: unknown[] = [];
    server.on('stream', (stream) => {
      seen.push(currentRequest()?.stream === stream, currentRequest()?.raw.slice(-4));
      setImmediate(() => {
        seen.push(currentRequest());
        stream.respond();
        stream.end();
      });
    });
    const stream = session.request({ 'content-type': 'application/grpc', k: ['v1', 'v2'] }).resume();
    await new Promise((resolve) => stream.on('close', resolve));
    expect(seen).toEqual([true, ['k', 'v1', 'k', 'v2'], undefined]);
  });

  it('tells nothing while something other than gRPC arrives', async () => {
    let seen: unknown = 'nothing was called';
    server.on('stream', (stream) => {
      seen = currentRequest();
      stream.respond();
      stream.end();
    });
    const stream = session.request({ 'content-type': 'text/plain' }).resume();
    await new Promise((resolve) => stream.on('close', resolve));
    expect(seen).toBeUndefined();
  });

  it('forgets what arrived when a listener throws', () => {
    const failure = new Error('of a listener');
    server.on('stream', () => {
      throw failure;
    });
    expect(() => server.emit('stream', {}, { 'content-type': 'application/grpc' }, 0, [])).toThrow(failure);
    expect(currentRequest()).toBeUndefined();
  });

  it('changes Node once, however often it is called and however many copies there are', () => {
    const { connect, createServer, createSecureServer } = http2;
    patchHttp2();
    jest.isolateModules(() => {
      const copy: { patchHttp2: typeof patchHttp2 } = jest.requireActual('../../lib/wire/internal');
      expect(copy.patchHttp2).not.toBe(patchHttp2);
      copy.patchHttp2();
    });
    expect(http2).toMatchObject({ connect, createServer, createSecureServer });
  });

  it('does no harm to servers and connections that were there before', async () => {
    const child = childOf(join(__dirname, 'late-process.ts'));
    expect(await child.told()).toEqual({
      before: ['v1, v2'],
      after: ['v1, v2'],
      laterServer: ['v1', 'v2'],
      plain: 'v1, v2',
      once: true,
    });
    child.kill();
  });
});
