import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import {
  connect as connectHttp2,
  createServer as createHttp2Server,
  createSecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2';
import { createServer as createTlsServer, request as requestOfTls } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import {
  background,
  Canceled,
  type Context,
  current,
  key,
  run,
  withCancel,
  withValue,
} from '../../lib/context';
import { policy } from '../../lib/forward';
import {
  express,
  fastify,
  type HttpContextOptions,
  type HttpRequest,
  hono,
  httpContext,
  koa,
  nextRoute,
  nodeHandler,
} from '../../lib/http';
import { appendToOutgoingContext, fromIncomingContext, fromOutgoingContext } from '../../lib/metadata';
import { fromContext } from '../../lib/peer';
import { certificate } from '../support/certificate';
import { end, Moment } from '../support/moment';
import { thrownBy, wrong } from '../support/wrong';
import { ask } from './ask';
import { listening } from './edges';

const tenant = policy({ keys: ['x-tenant'] });

describe('http.httpContext()', () => {
  it('needs the request alone, and ends when the response to it is done', async () => {
    const handled = new Moment<Context>();
    const server = createServer((request, response) => {
      const ctx = httpContext(request, { metadata: tenant });
      handled.come(ctx);
      void run(ctx, async () => {
        await null;
        response.end(String(fromIncomingContext()?.get('x-tenant')));
      });
    });
    const edge = await listening(server);
    expect((await ask(edge, { headers: { 'x-tenant': 'acme' } })).text).toBe('acme');
    expect(await end(await handled.came)).toBe(Canceled);
    await edge.close();
  });

  it('tells the client and the server of the connection', async () => {
    const seen = new Moment<string>();
    const edge = await listening(
      createServer((request, response) => {
        seen.come(String(fromContext(httpContext(request))));
        response.end();
      }),
    );
    await ask(edge);
    expect(await seen.came).toMatch(
      new RegExp(`^Peer{Addr: '127.0.0.1:\\d+', LocalAddr: '127.0.0.1:${edge.port}', AuthInfo: <nil>}$`),
    );
    await edge.close();
  });

  it('tells that the connection is secure', async () => {
    const seen = new Moment<unknown>();
    const handle = nodeHandler((_, response) => {
      seen.come(fromContext()?.authInfo);
      response.end();
    });
    const edge = await listening(createTlsServer({ ...certificate }, handle));
    requestOfTls({ port: edge.port, rejectUnauthorized: false }).end();
    expect(await seen.came).toMatchObject({ peerCertificate: undefined });
    await edge.close();
  });

  it('leaves one of the Fetch standard without a peer, and follows its signal', () => {
    const controller = new AbortController();
    const request = new Request('http://localhost/', {
      signal: controller.signal,
      headers: { 'x-tenant': 'acme' },
    });
    const ctx = httpContext(request, { metadata: tenant });
    expect([fromContext(ctx), fromIncomingContext(ctx)?.get('x-tenant')]).toEqual([undefined, ['acme']]);
    expect(ctx.err()).toBeUndefined();
    controller.abort();
    expect(ctx.err()).toBe(Canceled);
  });

  it('derives from the context that it is given, which has the say', () => {
    const user = key<string>('user');
    const [parent, cancel] = withCancel(
      appendToOutgoingContext(withValue(background(), user, 'Ada'), 'x-tenant', 'house'),
    );
    const request = new Request('http://localhost/', { headers: { 'x-tenant': 'acme' } });
    const ctx = httpContext(request, { ctx: parent, metadata: tenant });
    expect(ctx.value(user)).toBe('Ada');
    expect(fromOutgoingContext(ctx)?.get('x-tenant')).toEqual(['house']);
    cancel();
    expect(ctx.err()).toBe(Canceled);
  });

  it('ends at a time that is given', () => {
    const deadline = new Date(Date.now() + 60_000);
    expect(httpContext(new Request('http://localhost/'), { deadline }).deadline).toEqual(deadline);
  });

  it('ends with the connection if the response is not known, as that of a request that has to wait', async () => {
    const contexts: Context[] = [];
    const both = new Moment();
    const edge = await listening(
      createServer((request) => {
        contexts.push(httpContext(request));
        if (contexts.length === 2) both.come();
      }),
    );
    const socket = connect(edge.port, '127.0.0.1');
    socket.write('GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n');
    await both.came;
    socket.destroy();
    expect(await Promise.all(contexts.map(end))).toEqual([Canceled, Canceled]);
    await edge.close();
  });

  it.each<[string, unknown, unknown, string]>([
    [
      'no request',
      undefined,
      {},
      'http: httpContext: request must be a request of Node or of the Fetch standard: got undefined',
    ],
    ['no options', 1, null, 'http: httpContext: options must be an object: got null'],
    ['a misspelling', 1, { metadta: tenant }, 'http: httpContext: options must be known ones: got "metadta"'],
    [
      'a policy that is none',
      1,
      { metadata: {} },
      'http: httpContext: options.metadata must be a policy: got object',
    ],
    [
      'a deadline in text',
      1,
      { deadline: '5s' },
      'http: httpContext: options.deadline must be a number of milliseconds: got string',
    ],
    [
      'a deadline of nothing',
      1,
      { deadline: Number.NaN },
      'http: httpContext: options.deadline must be a finite number of milliseconds above 0: got NaN',
    ],
    [
      'a longest time of less than nothing',
      1,
      { deadline: { max: -1 } },
      'http: httpContext: options.deadline.max must be a finite number of milliseconds above 0: got -1',
    ],
    [
      'a time without an end',
      1,
      { deadline: { timeout: Number.POSITIVE_INFINITY } },
      'http: httpContext: options.deadline.timeout must be a finite number of milliseconds above 0: got Infinity',
    ],
    [
      'no time at all',
      1,
      { deadline: 0 },
      'http: httpContext: options.deadline must be a finite number of milliseconds above 0: got 0',
    ],
    [
      'a longest time in text',
      1,
      { deadline: { max: '60000' } },
      'http: httpContext: options.deadline.max must be a number of milliseconds: got string',
    ],
    [
      'an invalid time',
      1,
      { deadline: new Date(Number.NaN) },
      'http: httpContext: options.deadline must be a valid Date: got an invalid one',
    ],
    [
      'a header of no name',
      1,
      { deadline: { header: '' } },
      'http: httpContext: options.deadline.header must be a string: got string',
    ],
    [
      'a strange part',
      1,
      { deadline: { name: 'x' } },
      'http: httpContext: options.deadline must be known ones: got "name"',
    ],
    [
      'a gateway in text',
      1,
      { gateway: 'yes' },
      'http: httpContext: options.gateway must be a boolean: got string',
    ],
    ['no context', 1, { ctx: {} }, 'http: httpContext: options.ctx must be a Context: got object'],
  ])('refuses %s', (_, request, options, message) => {
    const given = request === 1 ? new Request('http://localhost/') : wrong<HttpRequest>(request);
    const error = thrownBy(() => httpContext(given, wrong<HttpContextOptions>(options)));
    expect(error).toMatchObject({ message });
    expect(error).toBeInstanceOf(/above 0|invalid/.test(message) ? RangeError : TypeError);
  });
});

describe('each middleware of mdctx/http', () => {
  const makers: ReadonlyArray<readonly [string, (options: HttpContextOptions) => unknown]> = [
    ['nodeHandler', (options) => nodeHandler(() => {}, options)],
    ['express', express],
    ['fastify', fastify],
    ['koa', koa],
    ['hono', hono],
    ['nextRoute', (options) => nextRoute(() => new Response(), options)],
  ];
  it.each(makers)('%s refuses a wrong time when it is made, by its own name', (name, make) => {
    for (const max of [-1, 0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      const error = thrownBy(() => make({ deadline: { max } }));
      expect(error).toBeInstanceOf(RangeError);
      expect(error).toMatchObject({
        message: expect.stringContaining(`http: ${name}: options.deadline.max`),
      });
    }
    for (const max of ['5', null, {}, 5n])
      expect(thrownBy(() => make({ deadline: { max: wrong<number>(max) } }))).toBeInstanceOf(TypeError);
  });
});

describe('http.nodeHandler(), on HTTP/2', () => {
  it.each([
    ['in the clear', false],
    ['over TLS', true],
  ])('runs each request in its context, %s, and ends it with its stream alone', async (_, secure) => {
    const [started, ended] = [new Moment<Context>(), new Moment<unknown>()];
    const handle = nodeHandler(
      async (request: Http2ServerRequest, response: Http2ServerResponse) => {
        if (request.url === '/other') {
          response.end('fine');
          return;
        }
        started.come(current());
        ended.come(await end(current()));
      },
      { metadata: tenant },
    );
    const server = secure ? createSecureServer({ ...certificate }, handle) : createHttp2Server(handle);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const client = connectHttp2(`http${secure ? 's' : ''}://127.0.0.1:${port}`, {
      rejectUnauthorized: false,
    });
    const stream = client.request({ ':path': '/', 'x-tenant': 'acme' });
    stream.on('error', () => {}).end();
    const ctx = await started.came;
    expect(fromIncomingContext(ctx)?.get('x-tenant')).toEqual(['acme']);
    expect([fromContext(ctx)?.addr?.network, fromContext(ctx)?.authInfo?.authType()]).toEqual([
      'tcp',
      secure ? 'tls' : undefined,
    ]);
    stream.close(8);
    expect(await ended.came).toBe(Canceled);
    const other = client.request({ ':path': '/other' });
    let text = '';
    for await (const chunk of other) text += String(chunk);
    expect(text).toBe('fine');
    client.close();
    server.close();
  });
});

describe('http.nodeHandler(), when it fails', () => {
  async function failing(handle: (request: IncomingMessage, response: ServerResponse) => unknown) {
    const edge = await listening(createServer(nodeHandler(handle)));
    const answer = await ask(edge).catch((error: Error) => error);
    await edge.close();
    return answer;
  }
  const warn = jest.spyOn(process, 'emitWarning');
  beforeEach(() => warn.mockReset());
  afterAll(() => warn.mockRestore());

  it.each(['throws', 'rejects'])('tells nothing of an error without a status, if it %s', async (how) => {
    const error = new Error('SECRET');
    const answer = await failing(() => {
      if (how === 'rejects') return Promise.reject(error);
      throw error;
    });
    expect(answer).toEqual({ status: 500, text: '{"code":13,"message":"internal error","details":[]}' });
    expect(warn.mock.calls).toEqual([[expect.stringContaining('SECRET')]]);
  });

  it('breaks off a response that has begun', async () => {
    const answer = await failing(async (_, response) => {
      await new Promise((flushed) => response.write('half of it', flushed));
      throw Canceled;
    });
    expect(answer).toMatchObject({ code: 'ECONNRESET' });
    expect(warn).not.toHaveBeenCalled();
  });
});
