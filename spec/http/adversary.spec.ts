import { connect } from 'node:net';
import { Canceled, type Context, current } from '../../lib/context';
import { policy } from '../../lib/forward';
import type { HttpOptions } from '../../lib/http';
import { valueFromIncomingContext } from '../../lib/metadata';
import { end, Moment } from '../support/moment';
import { ask } from './ask';
import { type Edge, type EdgeKind, edges, type Handle } from './edges';

// Requests and handlers that do harm to others, or to the server, if they can.

const metadata = policy({ keys: ['x-tenant'], credentials: ['authorization'] });

/** Sends `text` as it is, and returns what comes back until the connection is closed. */
function sent({ port }: Edge, text: string, leaveAfter = false): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(text, () => leaveAfter && socket.destroy());
    });
    socket.on('data', (chunk) => {
      answer += String(chunk);
    });
    socket.on('error', () => {}).on('close', () => resolve(answer));
  });
}

const request = (...fields: string[]) =>
  ['POST / HTTP/1.1', 'host: localhost', 'connection: close', ...fields].join('\r\n');

describe.each(edges)('a server of $name', (kind: EdgeKind) => {
  let edge: Edge | undefined;
  async function serve(handle: Handle, options?: HttpOptions): Promise<Edge> {
    edge = await kind.listen(handle, options);
    return edge;
  }
  beforeEach(() => {
    jest.spyOn(console, 'error').mockImplementation(); // frameworks tell of what a handler throws
    jest.spyOn(process, 'emitWarning').mockImplementation();
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await edge?.close();
  });

  it.each([
    ['throws', new Error('SECRET')],
    ['throws what is no error', 'SECRET'],
  ])('whose handler %s ends the context, and goes on', async (_, thrown) => {
    const contexts: Context[] = [];
    const server = await serve((body) => {
      contexts.push(current());
      if (body === 'fail') throw thrown;
      return 'fine';
    });
    const failed = await ask(server, { body: 'fail' }).catch(() => ({ status: 'closed' }));
    expect(failed.status).not.toBe(200);
    expect(await ask(server, { body: 'again' })).toEqual({ status: 200, text: 'fine' });
    const [first] = contexts;
    expect(first && (await end(first))).toBe(Canceled);
  });

  it('survives clients that leave in the middle of a body, or of a header', async () => {
    const server = await serve(async (body) => body);
    await sent(server, `${request('content-length: 1000')}\r\n\r\nhalf`, true);
    await sent(server, request('x-tenant: a'), true);
    expect(await ask(server, { body: 'whole' })).toEqual({ status: 200, text: 'whole' });
  });

  it('ends the context of a request whose client leaves while it is handled, after its body too', async () => {
    const [started, ended] = [new Moment(), new Moment<unknown>()];
    const server = await serve(async () => {
      const ctx = current();
      started.come();
      ended.come(await end(ctx));
      return '';
    });
    const leaving = connect(server.port, '127.0.0.1');
    leaving.on('error', () => {}).write(`${request('content-length: 4')}\r\n\r\nbody`);
    await started.came;
    leaving.destroy();
    expect(await ended.came).toBe(Canceled);
  });

  it('takes no trailer for metadata', async () => {
    const seen: unknown[] = [];
    const server = await serve(
      (body) => {
        seen.push(valueFromIncomingContext('x-tenant'));
        return body;
      },
      { metadata },
    );
    const fields = ['transfer-encoding: chunked', 'trailer: x-tenant', 'x-tenant: header'];
    await sent(server, `${request(...fields)}\r\n\r\n2\r\nhi\r\n0\r\nx-tenant: trailer\r\n\r\n`);
    expect(seen).toEqual([['header']]);
  });

  it('refuses a timeout that was sent twice, and goes on', async () => {
    const server = await serve(() => 'fine', { deadline: { header: 'grpc-timeout', max: 60_000 } });
    const twice = await sent(server, `${request('grpc-timeout: 5S', 'grpc-timeout: 9S')}\r\n\r\n`);
    expect(twice).toMatch(/^HTTP\/1.1 400 /);
    expect(await ask(server)).toEqual({ status: 200, text: 'fine' });
  });

  it('passes a long value on, and answers a header that is too long as Node does', async () => {
    const lengths: unknown[] = [];
    const server = await serve(
      () => {
        lengths.push(valueFromIncomingContext('x-tenant')?.map((value) => value.length));
        return 'fine';
      },
      { metadata },
    );
    await ask(server, { headers: { 'x-tenant': ['a'.repeat(6_000), 'b'.repeat(6_000)] } });
    const fields = Array.from({ length: 500 }, (_, i) => `x-field-${i}: ${'c'.repeat(100)}`);
    expect(await sent(server, `${request(...fields)}\r\n\r\n`)).toMatch(/^HTTP\/1.1 431 /);
    expect(await ask(server)).toMatchObject({ status: 200 });
    const isFetch = /Fetch|Next/.test(kind.name); // whose headers join the values of one name
    expect(lengths[0]).toEqual(isFetch ? [12_002] : [6_000, 6_000]);
  });
});
