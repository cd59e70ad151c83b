import { type OpenMetricsContentType, Registry } from 'prom-client';
import * as codes from '../../../lib/codes';
import { background, type Context, key, withCancel, withValue } from '../../../lib/context';
import { chainStreamServer, type StreamServerInterceptor } from '../../../lib/grpc';
import {
  type ClientMetricsOptions,
  clientMetrics,
  inOrder,
  type MetricsOptions,
  serverMetrics,
} from '../../../lib/interceptors';
import { createChannel, createServer } from '../../../lib/nice-grpc';
import * as status from '../../../lib/status';
import { newClient, register } from '../../../lib/stub';
import { callStream, callUnary } from '../../../lib/testing';
import { Echo, type Message } from '../../support/echo';

// The cases of go-grpc-middleware's providers/prometheus tests.

type Client = ReturnType<typeof newClient<typeof Echo>>;

/** Calls a service that is counted, with a client that is, and returns the lines of the registry. */
async function counted(
  call: (client: Client) => Promise<unknown>,
  options: { server?: MetricsOptions; client?: ClientMetricsOptions } = {},
) {
  const registry = new Registry();
  const metrics = serverMetrics(registry, options.server);
  const server = createServer(inOrder(metrics));
  register(server, Echo, {
    unary: async (_, { fail }) => {
      if (typeof fail === 'number') throw status.error(fail, 'x');
      return {};
    },
    serverStream: async ({ fail }, stream) => {
      for (let i = 0; i < 3; i++) await stream.send({ i });
      if (typeof fail === 'number') throw status.error(fail, 'x');
    },
    clientStream: async (stream) => {
      for await (const _ of stream);
      return {};
    },
    bidi: async (stream) => {
      for await (const message of stream) await stream.send(message);
    },
  });
  const channel = createChannel(`127.0.0.1:${await server.listen('127.0.0.1:0')}`);
  try {
    await call(newClient(Echo, channel, inOrder(clientMetrics(registry, options.client)))).catch(() => {});
  } finally {
    channel.close();
    await server.shutdown();
  }
  return { registry, lines: await linesOf(registry), metrics };
}

async function linesOf(registry: Pick<Registry, 'metrics'>): Promise<string[]> {
  return (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

const drain = async (stream: AsyncIterable<Message>) => {
  for await (const _ of stream);
};
const labels = (kind: string, method: string) =>
  `grpc_type="${kind}",grpc_service="test.Echo",grpc_method="${method}"`;
const without = (lines: string[], ...names: string[]) =>
  lines.filter((line) => !names.some((name) => line.includes(name)));

describe('interceptors.serverMetrics() and clientMetrics()', () => {
  it.each([
    [undefined, 'OK', 1],
    [codes.FailedPrecondition, 'FailedPrecondition', 0],
  ])('count a unary call that ends with %p', async (fail, code, responses) => {
    const { lines } = await counted((client) => client.unary({ fail }));
    const own = labels('unary', 'Unary');
    for (const side of ['server', 'client']) {
      const [received, sent] = side === 'server' ? [1, responses] : [responses, 1];
      expect(lines.filter((line) => line.includes(`_${side}_`)).sort()).toEqual(
        [
          `grpc_${side}_started_total{${own}} 1`,
          `grpc_${side}_handled_total{${own},grpc_code="${code}"} 1`,
          ...(received ? [`grpc_${side}_msg_received_total{${own}} 1`] : []),
          ...(sent ? [`grpc_${side}_msg_sent_total{${own}} 1`] : []),
        ].sort(),
      );
    }
  });

  it('count a stream of responses, and its messages', async () => {
    const { lines } = await counted(async (client) =>
      drain(await client.serverStream({ fail: codes.Aborted })),
    );
    const own = labels('server_stream', 'ServerStream');
    expect(lines.sort()).toEqual(
      [
        `grpc_server_started_total{${own}} 1`,
        `grpc_server_handled_total{${own},grpc_code="Aborted"} 1`,
        `grpc_server_msg_received_total{${own}} 1`,
        `grpc_server_msg_sent_total{${own}} 3`,
        `grpc_client_started_total{${own}} 1`,
        `grpc_client_handled_total{${own},grpc_code="Aborted"} 1`,
        `grpc_client_msg_received_total{${own}} 3`,
        `grpc_client_msg_sent_total{${own}} 1`,
      ].sort(),
    );
  });

  it('count streams of requests by their types', async () => {
    const { lines } = await counted(async (client) => {
      const stream = await client.clientStream();
      for (const i of [1, 2]) await stream.send({ i });
      await stream.closeAndRecv();
      const both = await client.bidi();
      await both.send({});
      both.closeSend();
      await drain(both);
    });
    const one = labels('client_stream', 'ClientStream');
    const both = labels('bidi_stream', 'Bidi');
    expect(lines).toEqual(
      expect.arrayContaining([
        `grpc_server_msg_received_total{${one}} 2`,
        `grpc_server_msg_sent_total{${one}} 1`,
        `grpc_client_msg_sent_total{${one}} 2`,
        `grpc_client_msg_received_total{${one}} 1`,
        `grpc_server_msg_received_total{${both}} 1`,
        `grpc_server_msg_sent_total{${both}} 1`,
        `grpc_client_handled_total{${both},grpc_code="OK"} 1`,
      ]),
    );
  });

  it('count that a stream has started before it ends', async () => {
    await counted(async (client) => {
      const [ctx, cancel] = withCancel(background());
      const stream = await client.bidi(ctx);
      await stream.send({});
      await stream.recv();
      cancel();
      await drain(stream);
    }).then(({ lines }) => {
      const own = labels('bidi_stream', 'Bidi');
      expect(lines).toContain(`grpc_server_started_total{${own}} 1`);
      expect(lines).toContain(`grpc_client_handled_total{${own},grpc_code="Canceled"} 1`);
    });
  });

  it.each([
    ['sent', codes.InvalidArgument],
    ['sent', codes.Canceled],
    ['received', codes.InvalidArgument],
    ['received', codes.Canceled],
    ['received', undefined], // the end of the requests
  ] as const)('count no message that was not sent, or received: %s, %p', async (what, code) => {
    const registry = new Registry();
    let messages = 0;
    const third = async <R>(go: () => Promise<R>): Promise<R | undefined> => {
      if (++messages < 3) return go();
      if (code !== undefined) throw status.error(code, 'the third fails');
      return undefined;
    };
    const failing: StreamServerInterceptor = (srv, stream, _info, handler) =>
      handler(srv, {
        ...stream,
        send: (m) => (what === 'sent' ? third(() => stream.send(m)) : stream.send(m)),
        recv: () => (what === 'received' ? third(async () => ({})) : stream.recv()),
      });
    await callStream(
      async (stream) => {
        for (let i = 0; i < 3; i++) await (what === 'sent' ? stream.send({ i }) : stream.recv());
      },
      [],
      { fullMethod: '/s/M', interceptor: chainStreamServer(failing, serverMetrics(registry).stream) },
    );
    const lines = await linesOf(registry);
    expect(lines.filter((line) => line.includes('_msg_'))).toEqual([
      expect.stringMatching(new RegExp(`^grpc_server_msg_${what}_total.* 2$`)),
    ]);
    expect(lines.join()).toContain(`grpc_code="${codes.nameOf(code ?? codes.OK)}"`);
  });

  it('the error of a context has its code, as the server sends it', async () => {
    const registry = new Registry();
    const { unary } = serverMetrics(registry);
    await callUnary(
      () => {
        throw new Error('x', { cause: withCancelled() });
      },
      {},
      { fullMethod: '/s/M', interceptor: unary },
    );
    expect((await linesOf(registry)).join()).toContain('grpc_code="Canceled"');
  });

  it('measure times if they are asked for', async () => {
    const { lines } = await counted((client) => client.unary({}), {
      server: { handlingTimeHistogram: { buckets: [0.5, 60] } },
      client: {
        handlingTimeHistogram: true,
        streamRecvHistogram: true,
        streamSendHistogram: { buckets: [60] },
      },
    });
    const own = labels('unary', 'Unary');
    const counts = without(lines, '_total', '_sum', '_bucket');
    expect(counts.sort()).toEqual([
      `grpc_client_handling_seconds_count{${own}} 1`,
      `grpc_client_msg_recv_handling_seconds_count{${own}} 1`,
      `grpc_client_msg_send_handling_seconds_count{${own}} 1`,
      `grpc_server_handling_seconds_count{${own}} 1`,
    ]);
    expect(lines.filter((line) => line.startsWith('grpc_server_handling_seconds_bucket'))).toHaveLength(3);
    expect(lines.filter((line) => line.startsWith('grpc_client_handling_seconds_bucket'))).toHaveLength(12);
  });

  it('have namespace, subsystem, and constant labels', async () => {
    const { lines } = await counted((client) => client.unary({}), {
      server: { namespace: 'shop', subsystem: 'edge', constLabels: { zone: 'a' } },
    });
    expect(lines).toContain(`shop_edge_grpc_server_started_total{zone="a",${labels('unary', 'Unary')}} 1`);
  });

  it('have labels of the context', async () => {
    const registry = new Registry();
    const tenant = key<string>('tenant');
    const labelsFromContext = (ctx: Context) => ({ tenant: ctx.value(tenant) ?? 'none', other: 'x' });
    const { unary } = serverMetrics(registry, { contextLabels: ['tenant', 'missing'], labelsFromContext });
    await callUnary(
      () => ({}),
      {},
      { ctx: withValue(background(), tenant, 'a'), fullMethod: '/s/M', interceptor: unary },
    );
    expect(await linesOf(registry)).toContain(
      'grpc_server_started_total{grpc_type="unary",grpc_service="s",grpc_method="M",tenant="a",missing=""} 1',
    );
  });

  it('have exemplars', async () => {
    const registry = new Registry<OpenMetricsContentType>();
    registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
    const options = { exemplarFromContext: () => ({ trace_id: 't-1' }), handlingTimeHistogram: true };
    const { stream } = serverMetrics(registry, options);
    await callStream(
      async (stream) => {
        await stream.send({});
      },
      [],
      { fullMethod: '/s/M', interceptor: stream },
    );
    expect(await registry.metrics()).toContain('# {trace_id="t-1"}');
  });

  it('initialize() shows the series of each method', async () => {
    const registry = new Registry();
    serverMetrics(registry, { handlingTimeHistogram: true, contextLabels: ['tenant'] }).initialize(Echo);
    const lines = await linesOf(registry);
    expect(lines).toContain(`grpc_server_started_total{${labels('bidi_stream', 'Bidi')},tenant=""} 0`);
    expect(lines).toContain(
      `grpc_server_handled_total{${labels('unary', 'Unary')},tenant="",grpc_code="Unauthenticated"} 0`,
    );
    expect(lines.filter((line) => line.startsWith('grpc_server_handled_total'))).toHaveLength(4 * 17);
    expect(lines.filter((line) => line.includes('handling_seconds_count'))).toHaveLength(4);
  });

  it('a faulty function of the options is a warning, and no call fails of it', async () => {
    const warn = jest.spyOn(process, 'emitWarning').mockReturnValue();
    const { unary } = serverMetrics(new Registry(), {
      contextLabels: ['a'],
      labelsFromContext: () => {
        throw new Error('faulty');
      },
    });
    expect(await callUnary(() => 'ok', {}, { interceptor: unary })).toMatchObject({ response: 'ok' });
    expect(String(warn.mock.calls[0]?.[0])).toMatch(/^interceptors: serverMetrics: /);
    warn.mockRestore();
  });

  it.each([
    [undefined, {}],
    [{}, null],
    [{ registerMetric: 5 }, {}],
    [new Registry(), { contextLabels: 'a' }],
    [new Registry(), { labelsFromContext: {} }],
  ])('refuse %p, %p', (...args) => {
    expect(() => Reflect.apply(serverMetrics, undefined, args)).toThrow(TypeError);
    expect(() => Reflect.apply(clientMetrics, undefined, args)).toThrow(TypeError);
  });
});

function withCancelled(): unknown {
  const [ctx, cancel] = withCancel(background());
  cancel();
  return ctx.err();
}
