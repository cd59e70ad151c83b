import { ServerError, Status } from 'nice-grpc-common';
import { background, current, key, withValue } from '../../lib/context';
import {
  clientReporting,
  inOrder,
  type ReportedCall,
  type Reporter,
  reporting,
} from '../../lib/interceptors';
import { code } from '../../lib/status';
import { called, type EchoClient, type EchoHandlers, served } from '../stub/stage';
import type { Kind } from '../support/echo';

// The cases of go-grpc-middleware's interceptors/server_test.go and client_test.go. The end of a stream, io.EOF there, is not told here.

const n = 20;

/** What was told of one call: `OK` or the code of each failure. */
interface Told {
  readonly call: string;
  readonly calls: string[];
  readonly sent: string[];
  readonly received: string[];
}

/** Returns a reportable, and what it was told. */
function recorder() {
  const reports: Told[] = [];
  const outcome = (failure: { error: unknown } | undefined) =>
    failure === undefined ? 'OK' : Status[code(failure.error)];
  const reportable = (ctx: ReturnType<typeof background>, { side, service, method, kind }: ReportedCall) => {
    const told: Told = { call: `${side} ${kind} ${service}/${method}`, calls: [], sent: [], received: [] };
    reports.push(told);
    const reporter: Reporter = {
      postCall: (failure) => void told.calls.push(outcome(failure)),
      postMsgSend: (_message, failure) => void told.sent.push(outcome(failure)),
      postMsgReceive: (_message, failure) => void told.received.push(outcome(failure)),
    };
    return [reporter, ctx] as const;
  };
  return { reports, reportable };
}

const failing: EchoHandlers = {
  async unary() {
    throw new ServerError(Status.FAILED_PRECONDITION, 'Userspace error');
  },
  async serverStream() {
    throw new ServerError(Status.FAILED_PRECONDITION, 'foobar');
  },
  async clientStream() {
    throw new ServerError(Status.FAILED_PRECONDITION, 'foobar');
  },
  async bidi() {
    throw new ServerError(Status.FAILED_PRECONDITION, 'foobar');
  },
};

const answering: EchoHandlers = {
  unary: async () => ({}),
  async serverStream(_, stream) {
    for (let i = 0; i < n; i++) await stream.send({});
  },
  async clientStream(stream) {
    for await (const _ of stream);
    return {};
  },
  async bidi(stream) {
    for await (const message of stream) await stream.send(message);
  },
};

const times = (count: number) => Array.from({ length: count }, () => 'OK');

/** Makes a call of each kind with `n` messages in each stream of it. */
async function call(client: EchoClient, kind: Kind): Promise<void> {
  if (kind === 'unary' || kind === 'serverStream') await called(client, kind, background());
  else {
    const stream = await client[kind](background());
    const sending = (async () => {
      for (let i = 0; i < n; i++) await stream.send({});
      stream.closeSend();
    })();
    for await (const _ of stream);
    await sending;
  }
}

const kindNames = {
  unary: ['unary', 'Unary'],
  serverStream: ['server_stream', 'ServerStream'],
  clientStream: ['client_stream', 'ClientStream'],
  bidi: ['bidi_stream', 'Bidi'],
} as const;

describe.each(['server', 'client'] as const)('interceptors.reporting() of a %s', (side) => {
  async function reported(
    handlers: EchoHandlers,
    use: (client: EchoClient, reports: Told[]) => Promise<void>,
  ) {
    const { reports, reportable } = recorder();
    const own =
      side === 'server'
        ? { server: inOrder(reporting(reportable)) }
        : { client: inOrder(clientReporting(reportable)) };
    await served({ handlers, ...own }, (client) => use(client, reports));
    return reports;
  }

  it.each(['unary', 'serverStream', 'clientStream', 'bidi'] as const)(
    'tells each message and the end: %s',
    async (kind) => {
      const reports = await reported(answering, (client) => call(client, kind));
      const [type, method] = kindNames[kind];
      const requests = times(kind === 'clientStream' || kind === 'bidi' ? n : 1);
      const responses = times(kind === 'serverStream' || kind === 'bidi' ? n : 1);
      const [sent, received] = side === 'server' ? [responses, requests] : [requests, responses];
      // The one response of a stream of requests is what the handler returns: no stream of a server sends it.
      const own = side === 'server' && kind === 'clientStream' ? expect.any(Array) : sent;
      expect(reports).toEqual([
        { call: `${side} ${type} test.Echo/${method}`, calls: ['OK'], sent: own, received },
      ]);
    },
  );

  it('tells the error of a unary call', async () => {
    const reports = await reported(failing, (client) => call(client, 'unary'));
    const [sent, received] =
      side === 'server' ? ['FAILED_PRECONDITION', 'OK'] : ['OK', 'FAILED_PRECONDITION'];
    expect(reports).toMatchObject([{ calls: ['FAILED_PRECONDITION'], sent: [sent], received: [received] }]);
  });

  it('tells the error of a stream of responses, of the end once', async () => {
    const reports = await reported(failing, async (client) => {
      const stream = await client.serverStream(background(), {});
      for (let i = 0; i < 2; i++)
        await expect(stream.recv()).rejects.toMatchObject({ code: Status.FAILED_PRECONDITION });
    });
    const told =
      side === 'server'
        ? { sent: [], received: ['OK'] }
        : { sent: ['OK'], received: ['FAILED_PRECONDITION', 'FAILED_PRECONDITION'] };
    expect(reports).toMatchObject([{ calls: ['FAILED_PRECONDITION'], ...told }]);
  });

  it('tells of a stream that nobody reads that it was begun', async () => {
    await reported(answering, async (client, reports) => {
      const { header } = await client.serverStream(background(), {});
      await header();
      expect(reports).toMatchObject(
        side === 'server' ? [{ received: ['OK'] }] : [{ sent: ['OK'], received: [] }],
      );
    });
  });

  it('goes on with the context that it is given', async () => {
    const user = key<string>('user');
    const seen: unknown[] = [];
    const reportable = (ctx: ReturnType<typeof background>) =>
      [{ postCall: () => void seen.push(current().value(user)) }, withValue(ctx, user, side)] as const;
    const handlers: EchoHandlers = {
      ...answering,
      unary: async (ctx) => {
        seen.push(ctx.value(user));
        return {};
      },
    };
    const own =
      side === 'server'
        ? { server: inOrder(reporting(reportable)) }
        : { client: inOrder(clientReporting(reportable)) };
    await served({ handlers, ...own }, (client) => call(client, 'unary'));
    expect(seen).toEqual(side === 'server' ? ['server', 'server'] : [undefined, 'client']);
  });
});
