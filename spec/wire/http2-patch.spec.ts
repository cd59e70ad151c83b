import http2, {
  type ClientHttp2Session,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { keepHeaders } from '../../lib/wire/incoming-fields';
import { patchHttp2, receivedHeaders } from '../../lib/wire/internal';
import { childOf } from '../support/child';

jest.setTimeout(60_000); // it starts processes

/** The options by which a server of grpc-js's is known. */
const ofGrpcJs = { maxSendHeaderBlockLength: Number.MAX_SAFE_INTEGER, maxSessionMemory: 1000 };

describe('patchHttp2()', () => {
  const repeated = { k: ['v1', 'v2'], 'k-bin': ['YQ', 'Yg'] };
  let server: Http2Server;
  let session: ClientHttp2Session;

  beforeAll(async () => {
    patchHttp2();
    server = http2.createServer(ofGrpcJs);
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
    const kept: unknown[] = [];
    const seen: { [name: string]: unknown } = { kept };
    server.on('stream', (stream, headers) => {
      seen.request = headers.k;
      stream.respond({ 'content-type': contentType, ...repeated }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers(repeated));
      stream.end();
    });
    const stream = session.request({ 'content-type': contentType, ...repeated }).resume();
    stream.on('response', (headers: IncomingHttpHeaders) => {
      seen.header = headers.k;
      kept.push(receivedHeaders(headers)?.raw);
    });
    stream.on('trailers', (headers: IncomingHttpHeaders) => {
      seen.trailer = headers.k;
      kept.push(receivedHeaders(headers)?.raw);
    });
    await new Promise((resolve) => stream.on('close', resolve));
    return seen;
  }

  it.each(['application/grpc', 'application/grpc+proto', 'application/grpc;v=1'])(
    'keeps the raw fields of header and trailer of %p',
    async (contentType) => {
      const { kept } = await exchange(contentType);
      const fields = ['k', 'v1', 'k', 'v2', 'k-bin', 'YQ', 'k-bin', 'Yg'];
      expect(kept).toEqual([expect.arrayContaining(fields), fields]);
    },
  );

  it.each(['application/json', 'text/html', 'x-application/grpc'])(
    'keeps nothing of %p',
    async (contentType) => {
      expect((await exchange(contentType)).kept).toEqual([undefined, undefined]);
    },
  );

  it.each(['application/grpc', 'application/json'])(
    'changes no header object of requests and responses of %p',
    async (contentType) => {
      const text = 'v1, v2';
      expect(await exchange(contentType)).toMatchObject({ request: text, header: text, trailer: text });
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

  /** Sends a request, and returns what is kept of it by its headers and by its stream. */
  async function keptOf(server: Http2Server, contentType: string) {
    const { port } = server.address() as AddressInfo;
    const session = http2.connect(`http://127.0.0.1:${port}`);
    const kept = new Promise<unknown[]>((resolve) => {
      server.once('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
        const received = [headers, stream].map((owner) => receivedHeaders(owner));
        resolve(received.map((one) => one && [one.raw.slice(-4), one.stream === stream]));
        stream.respond();
        stream.end();
      });
    });
    const stream = session.request({ 'content-type': contentType, k: ['v1', 'v2'] }).resume();
    await new Promise((resolve) => stream.on('close', resolve));
    session.destroy();
    return kept;
  }

  it('keeps the raw fields of a request', async () => {
    const received = [['k', 'v1', 'k', 'v2'], true];
    expect(await keptOf(server, 'application/grpc')).toEqual([received, undefined]);
  });

  it('keeps the fields of each of several requests until they are read', () => {
    const owners = [{}, {}, {}];
    const streams = owners.map((_, i) => ({ raw: ['k', `${i}`], stream: Object.create(null) }));
    owners.forEach((owner, i) => {
      keepHeaders(owner, streams[i] ?? { raw: [], stream: Object.create(null) });
    });
    expect(owners.map(receivedHeaders)).toEqual(streams);
    expect(receivedHeaders({})).toBeUndefined();
  });

  it('keeps nothing of something other than gRPC', async () => {
    expect(await keptOf(server, 'text/plain')).toEqual([undefined, undefined]);
  });

  it('leaves a server that is not grpc-js’s alone', async () => {
    const other = http2.createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    expect(await keptOf(other, 'application/grpc')).toEqual([undefined, undefined]);
    expect(Object.hasOwn(other, 'emit')).toBe(false);
    other.close();
  });

  it('drops a request that was reset before anybody was told of it', () => {
    const heard = jest.fn();
    server.on('stream', heard);
    server.emit('stream', { destroyed: true }, { 'content-type': 'application/grpc' }, 0, []);
    expect(heard).not.toHaveBeenCalled();
  });

  it('has a connection of grpc-js survive errors that nobody listens to any more', async () => {
    // grpc-js listens to the first alone. What Node tells a second time is a second error: none of spec/bad-input is.
    const options = { ...ofGrpcJs, createConnection: () => connect((server.address() as AddressInfo).port) };
    const own = http2.connect('http://127.0.0.1', options);
    const heard: unknown[] = [];
    own.once('error', (error) => heard.push(error));
    const errors = [new Error('first'), new Error('second')];
    for (const error of errors) own.emit('error', error);
    expect(heard).toEqual(errors.slice(0, 1));
    own.destroy();
    const another = http2.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    expect(() => another.emit('error', new Error('not of gRPC'))).toThrow('not of gRPC');
    another.destroy();
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
