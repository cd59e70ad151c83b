import http2, { type ClientHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { MD, Pairs } from '../../lib/metadata';
import { validateSent } from '../../lib/wire/sendable';

const secret = 'hush-4711';

describe('validateSent()', () => {
  const server = http2.createServer();
  let session: ClientHttp2Session;

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    session = http2.connect(`http://127.0.0.1:${port}`);
  });

  afterAll(() => {
    session.destroy();
    server.close();
  });

  it('refuses a name that Node would lose, and no other of JavaScript', () => {
    expect(validateSent(Pairs('__proto__', secret))).toBe(
      'header key "__proto__" cannot be sent, as Node keeps headers in an object',
    );
    expect(validateSent(Pairs('constructor', 'v', 'tostring', 'v'))).toBeUndefined();
  });

  /** Tells whether Node sends a request with `values` of `name`. */
  function nodeSends(name: string, values: string[]): boolean {
    try {
      session.request({ [name]: values }).on('error', () => {});
      return true;
    } catch {
      return false;
    }
  }

  /** Each name that Node's HTTP/2 knows, but for those that are never sent: gRPC drops them. */
  const known = Object.entries(http2.constants)
    .filter(([constant]) => constant.startsWith('HTTP2_HEADER_'))
    .map(([, name]) => String(name))
    .filter((name) => !name.startsWith(':') && !['content-type', 'te', 'user-agent'].includes(name));

  it('is what Node says of each name that it knows, with two values', () => {
    expect(known.length).toBeGreaterThan(60);
    const sent = known.filter((name) => nodeSends(name, ['a', 'b']));
    const sendable = known.filter((name) => validateSent(Pairs(name, 'a', name, 'b')) === undefined);
    expect(sendable).toEqual(sent.filter((name) => !['content-length', 'proxy-connection'].includes(name)));
  });

  it('is what Node says of each name that it knows, with one value', () => {
    const sent = known.filter((name) => nodeSends(name, ['a']));
    const sendable = known.filter((name) => validateSent(Pairs(name, 'a')) === undefined);
    expect(sendable).toEqual(sent.filter((name) => !['content-length', 'proxy-connection'].includes(name)));
  });

  it.each<[string, MD]>([
    ['nothing', new MD()],
    ['many values of a name of one’s own', Pairs('k', 'a', 'k', 'b', 'k', 'a, b')],
    ['bytes', Pairs('k-bin', Uint8Array.of(0, 255))],
    ['names that are dropped', Pairs(':path', '/', 'te', 'x', 'te', 'y', 'grpc-status', '1')],
    ['one value of a name that Node sends once', Pairs('authorization', 'x', 'etag', 'x')],
    ['cookies', Pairs('cookie', 'a', 'cookie', 'b', 'set-cookie', 'a', 'set-cookie', 'b')],
  ])('is undefined for %s', (_what, md) => {
    expect(validateSent(md)).toBeUndefined();
  });

  it('names the key and no value', () => {
    for (const md of [
      Pairs('connection', secret),
      Pairs('authorization', secret, 'authorization', secret),
      Pairs('content-length', secret),
      Pairs('k', `${secret}\n`),
    ]) {
      const [key] = [...md.keys()];
      expect(validateSent(md)).toContain(`"${key}"`);
      expect(validateSent(md)).not.toContain(secret);
    }
  });
});
