import type http from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Interceptor } from '@connectrpc/connect';
import { createClient, createConnectTransport, withContexts } from '../../lib/connect';
import { background } from '../../lib/context';
import { method, setHeader, setTrailer } from '../../lib/grpc';
import { fromIncomingContext, MD, newOutgoingContext, Pairs } from '../../lib/metadata';
import { fromContext } from '../../lib/peer';
import { plain } from '../support/adapters/outcome';
import { ConnectEcho, messageOf, textOf } from '../support/connect-echo';

// What holds on each of Connect's adapters for servers.

/** Has a server with these options listen, and returns its port. */
export type Serve = (own: ReturnType<typeof options>) => Promise<number>;

const open: Array<() => unknown> = [];

/** Has `end` called after the test. */
export function closing(end: () => unknown): void {
  open.push(end);
}

/** Closes what was opened. */
export async function closeAll(): Promise<void> {
  for (const close of open.splice(0)) await close();
}

/** Options of an adapter, whose handlers tell what they see. */
export function options(interceptors: Interceptor[] = [], note: (place: string) => void = () => {}) {
  return withContexts({
    interceptors,
    routes: (router) => {
      router.service(ConnectEcho, {
        async unary() {
          note('body');
          await null;
          note('await');
          setHeader(Pairs('h', '1', 'h', '2, 3'));
          setTrailer(Pairs('t-bin', '\xff', 't-bin', '\x00'));
          return textOf({
            k: fromIncomingContext()?.get('k'),
            method: method(),
            peer: String(fromContext()?.addr),
          });
        },
        async *serverStream() {
          note('body');
          yield textOf({ n: 1 });
          note('yield');
          setTrailer(Pairs('t', '1', 't', '2'));
          yield textOf({ n: 2 });
        },
        look: () => textOf({ method: method() }),
      });
    },
  });
}

/** Has `server` listen, and returns its port. */
export async function listening(server: http.Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** The options of a transport to it. */
export const to = (port: number) => ({ baseUrl: `http://127.0.0.1:${port}`, httpVersion: '1.1' }) as const;

/** Adds the specs of an adapter. */
export function itServes(serve: Serve): void {
  it('has handlers run in the context of their call, with lists both ways', async () => {
    const client = createClient(ConnectEcho, createConnectTransport(to(await serve(options()))));
    const [header, trailer] = [new MD(), new MD()];
    const ctx = newOutgoingContext(background(), Pairs('k', '1', 'k', '2, 3'));
    const response = messageOf(await client.unary({}, { ctx, header, trailer }));
    expect(response).toEqual({
      k: ['1', '2, 3'],
      method: '/test.Echo/Unary',
      peer: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    });
    expect(header.get('h')).toEqual(['1', '2, 3']);
    expect(trailer.get('t-bin')).toEqual(['\xff', '\x00']);
    const streamed = new MD();
    const messages: unknown[] = [];
    for await (const text of client.serverStream({}, { trailer: streamed })) messages.push(messageOf(text));
    expect([messages, plain(streamed)]).toEqual([[{ n: 1 }, { n: 2 }], { t: ['1', '2'] }]);
  });

  it('lives on when the authority of a request is none', async () => {
    const port = await serve(options());
    for (const line of ['HTTP/1.0\r\n', 'HTTP/1.1\r\nHost: [\r\n', 'HTTP/1.1\r\nHost: a b\r\n']) {
      const socket = connect(port, '127.0.0.1').on('error', () => {});
      const closed = new Promise((resolve) => socket.on('close', resolve).resume());
      socket.end(
        `POST /test.Echo/Unary ${line}Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`,
      );
      await closed;
    }
    const client = createClient(ConnectEcho, createConnectTransport(to(port)));
    expect(messageOf(await client.look({}))).toEqual({ method: '/test.Echo/Look' });
  });
}
