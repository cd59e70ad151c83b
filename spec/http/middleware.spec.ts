import { Agent, request as requestOf } from 'node:http';
import { setImmediate as immediate } from 'node:timers/promises';
import { Canceled, type Context, current, DeadlineExceeded, key, run, withValue } from '../../lib/context';
import { policy, requestId } from '../../lib/forward';
import type { HttpOptions } from '../../lib/http';
import { fromIncomingContext, fromOutgoingContext } from '../../lib/metadata';
import { end, Moment } from '../support/moment';
import { ask } from './ask';
import { type Edge, type EdgeKind, edges, type Handle } from './edges';

// What the HTTP edge promises, in front of each framework.

function row(
  sentence: string,
  play: (serve: (handle: Handle, options?: HttpOptions) => Promise<Edge>, kind: EdgeKind) => Promise<void>,
): void {
  it.each(edges)(`${sentence}: $name`, async (kind) => {
    const open: Edge[] = [];
    const serve = async (handle: Handle, options?: HttpOptions) => {
      const edge = await kind.listen(handle, options);
      open.push(edge);
      return edge;
    };
    try {
      await play(serve, kind);
    } finally {
      for (const edge of open) await edge.close();
    }
  });
}

const chosen = policy({ keys: ['x-tenant', 'x-trace-bin', 'x-list'], credentials: ['authorization'] });

describe('current(), where a request is handled', () => {
  row('is the context of the request, and stays after each await and the body', async (serve) => {
    const seen: Context[] = [];
    const edge = await serve(async (body) => {
      seen.push(current());
      await null;
      seen.push(current());
      await immediate();
      seen.push(current());
      return body;
    });
    expect(await ask(edge, { body: 'hello' })).toEqual({ status: 200, text: 'hello' });
    expect(await ask(edge)).toMatchObject({ status: 200 });
    const [first, , , second] = seen;
    expect(seen.map((ctx) => (ctx === first ? 1 : ctx === second ? 2 : 0))).toEqual([1, 1, 1, 2, 2, 2]);
    expect(String(first)).not.toBe('context.Background');
  });

  row('knows nothing of the context in which the server was made', async (serve) => {
    const secret = key<string>('secret');
    const seen = new Moment<unknown>();
    const edge = await run(withValue(secret, 'of the house'), () =>
      serve(() => {
        seen.come(current().value(secret));
        return '';
      }),
    );
    await ask(edge);
    expect(await seen.came).toBeUndefined();
  });

  row('is that of its own request, however many there are on few connections', async (serve) => {
    const edge = await serve(
      async () => {
        await immediate();
        await immediate();
        return String(fromIncomingContext()?.get('x-tenant'));
      },
      { metadata: chosen },
    );
    const agent = new Agent({ keepAlive: true, maxSockets: 5 });
    const ids = Array.from({ length: 60 }, (_, i) => String(i));
    const answers = await Promise.all(
      ids.map((id) => ask(edge, { headers: { 'x-tenant': id }, body: 'body', agent })),
    );
    agent.destroy();
    expect(answers.map(({ text }) => text)).toEqual(ids);
  });
});

describe('the metadata of a request', () => {
  const headers = {
    'x-tenant': 'acme',
    'x-other': 'no',
    cookie: 'session=secret',
    authorization: 'Bearer me',
    connection: 'keep-alive, x-list',
    'x-list': ['a', 'b'],
    'x-trace-bin': Buffer.from('bytes').toString('base64'),
  };

  row('is nothing if nothing is asked for', async (serve) => {
    const seen = new Moment<unknown>();
    const edge = await serve(() => {
      seen.come([fromIncomingContext()?.size, fromOutgoingContext()?.size ?? 0, current().deadline]);
      return '';
    });
    await ask(edge, { headers: { ...headers, 'grpc-timeout': '1S' } });
    expect(await seen.came).toEqual([0, 0, undefined]);
  });

  row('is what the policy names, in and out, without what the connection keeps', async (serve) => {
    const seen = new Moment<unknown>();
    const edge = await serve(
      () => {
        seen.come([fromIncomingContext(), fromOutgoingContext()].map((md) => Object.fromEntries(md ?? [])));
        return '';
      },
      { metadata: chosen },
    );
    await ask(edge, { headers });
    const expected = { 'x-tenant': ['acme'], authorization: ['Bearer me'], 'x-trace-bin': ['bytes'] };
    expect(await seen.came).toEqual([expected, expected]);
  });

  row('has what a preset makes, once', async (serve) => {
    let made = 0;
    const make = () => `id-${++made}`;
    const seen: unknown[] = [];
    const edge = await serve(
      () => {
        seen.push([fromIncomingContext(), fromOutgoingContext()].map((md) => md?.get('x-request-id')));
        return '';
      },
      { metadata: policy({ presets: [requestId({ make })] }) },
    );
    await ask(edge);
    expect(seen).toEqual([[['id-1'], ['id-1']]]);
  });

  row('is refused if what was asked for is malformed, by name and without its value', async (serve) => {
    let reached = 0;
    const edge = await serve(
      () => {
        reached++;
        return '';
      },
      { metadata: chosen, deadline: { header: 'X-Timeout' } },
    );
    const bad = [{ 'x-trace-bin': '$ecret' }, { 'x-timeout': '$ecret' }, { 'x-timeout': ['1S', '2S'] }];
    for (const headers of bad) {
      const { status, text } = await ask(edge, { headers });
      expect(status).toBe(400);
      expect(text).toMatch(/x-t(race-bin|imeout)/);
      expect(text).not.toContain('ecret');
    }
    expect(reached).toBe(0);
    expect(await ask(edge, { headers: { 'y-trace-bin': '$ecret' } })).toMatchObject({ status: 200 });
  });
});

describe('the end of a request', () => {
  row('is Canceled when the client goes away', async (serve) => {
    const [started, ended] = [new Moment<Context>(), new Moment<unknown>()];
    const edge = await serve(async () => {
      const ctx = current();
      ctx.signal.addEventListener('abort', () => ended.come(ctx.err()));
      started.come(ctx);
      await end(ctx);
      return 'too late';
    });
    const request = requestOf({ host: '127.0.0.1', port: edge.port });
    request.on('error', () => {}).end();
    expect((await started.came).err()).toBeUndefined();
    request.destroy();
    expect(await ended.came).toBe(Canceled);
  });

  row('is Canceled when the response is done', async (serve) => {
    const handled = new Moment<Context>();
    const edge = await serve(() => {
      handled.come(current());
      return 'done';
    });
    const agent = new Agent({ keepAlive: true });
    await ask(edge, { agent });
    expect(await end(await handled.came)).toBe(Canceled);
    agent.destroy();
  });

  row('is DeadlineExceeded at the deadline that is given', async (serve) => {
    const ended = new Moment<unknown>();
    const edge = await serve(
      async () => {
        ended.come(await end(current()));
        return '';
      },
      { deadline: 20 },
    );
    await ask(edge);
    expect(await ended.came).toBe(DeadlineExceeded);
  });

  row('is at the deadline of the header that is named, and no later than allowed', async (serve) => {
    const left: number[] = [];
    const edge = await serve(
      () => {
        left.push(Math.ceil((Number(current().deadline) - Date.now()) / 60_000));
        return '';
      },
      { deadline: { header: 'grpc-timeout', timeout: 60_000, max: 600_000 } },
    );
    const texts = [undefined, '5M', '300000', '99999999H', '4M'];
    for (const text of texts) await ask(edge, text ? { headers: { 'grpc-timeout': text } } : {});
    expect(left).toEqual([1, 5, 5, 10, 4]);
  });
});
