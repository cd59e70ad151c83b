import { ServerError, Status } from 'nice-grpc-common';
import type { Handling } from '../support/adapters/adapter';
import { outcomeOf } from '../support/adapters/outcome';
import { crossings } from '../support/adapters/pairs';
import { promised } from '../support/adapters/stage';
import type { Kind } from '../support/echo';
import { each } from '../support/queue';
import { clientInterceptors, clientTrace, type Events, serverInterceptors, serverTrace } from './trace';

/** Sends a response to each request, or one to all. */
async function echo({ requests, send }: Handling, kind: Kind): Promise<void> {
  let sum = '';
  for await (const { text } of requests) {
    sum += text;
    if (kind === 'bidi') await send({ text });
  }
  if (kind !== 'bidi') await send({ text: sum });
}

const requests = () => each({ text: 'x' }, { text: 'y' });

describe('interceptors of a server', () => {
  const expected: Record<Kind, string[]> = {
    unary: [
      '1: /test.Echo/Unary {"text":"x"}',
      '2: /test.Echo/Unary {"text":"x"}',
      'handler',
      '2: returns {"text":"x"}',
      '1: returns {"text":"x"}',
    ],
    serverStream: [
      '1: /test.Echo/ServerStream false true',
      '2: /test.Echo/ServerStream false true',
      '1: recv returns {"text":"x"}',
      '2: recv returns {"text":"x"}',
      'handler',
      '2: send {"text":"x"}',
      '1: send {"text":"x"}',
      '2: returns nothing',
      '1: returns nothing',
    ],
    clientStream: [
      '1: /test.Echo/ClientStream true false',
      '2: /test.Echo/ClientStream true false',
      'handler',
      '1: recv returns {"text":"x"}',
      '2: recv returns {"text":"x"}',
      '1: recv returns {"text":"y"}',
      '2: recv returns {"text":"y"}',
      '1: recv returns nothing',
      '2: recv returns nothing',
      '2: send {"text":"xy"}',
      '1: send {"text":"xy"}',
      '2: returns nothing',
      '1: returns nothing',
    ],
    bidi: [
      '1: /test.Echo/Bidi true true',
      '2: /test.Echo/Bidi true true',
      'handler',
      '1: recv returns {"text":"x"}',
      '2: recv returns {"text":"x"}',
      '2: send {"text":"x"}',
      '1: send {"text":"x"}',
      '1: recv returns {"text":"y"}',
      '2: recv returns {"text":"y"}',
      '2: send {"text":"y"}',
      '1: send {"text":"y"}',
      '1: recv returns nothing',
      '2: recv returns nothing',
      '2: returns nothing',
      '1: returns nothing',
    ],
  };

  promised(
    'see a call from the first to the last and back, in one order on each runtime',
    async (stage) => {
      const events: Events = [];
      stage.serverInterceptors = serverInterceptors(serverTrace('1', events), serverTrace('2', events));
      const handler = (call: Handling) => {
        events.push('handler');
        return echo(call, stage.kind);
      };
      const { code } = await stage.call(handler, { request: { text: 'x' }, requests: requests() });
      expect(code).toBe(Status.OK);
      if (stage.kind === 'bidi') expect(ofEach(events)).toEqual(ofEach(expected.bidi));
      else expect(events).toEqual(expected[stage.kind]);
    },
    { pairs: crossings },
  );

  promised(
    'see the error that the handler threw, and pass it on',
    async (stage) => {
      const events: Events = [];
      stage.serverInterceptors = serverInterceptors(serverTrace('1', events), serverTrace('2', events));
      const { code, details } = await stage.call(() => {
        throw new ServerError(Status.DATA_LOSS, 'all of it');
      });
      expect({ code, details }).toEqual({ code: Status.DATA_LOSS, details: 'all of it' });
      expect(events.slice(-2)).toEqual(['2: throws DATA_LOSS: all of it', '1: throws DATA_LOSS: all of it']);
    },
    { except: ({ tellsErrors }) => tellsErrors === false },
  );
});

/** Returns what each wrote, on its own: a stream's two directions take no turns. */
function ofEach(events: Events): Record<string, string[]> {
  const lists: Record<string, string[]> = {};
  for (const event of events) {
    const [name, what = ''] = event.split(': ');
    const list = `${name} ${what.split(' ')[0]}`;
    lists[list] = [...(lists[list] ?? []), event];
  }
  return lists;
}

describe('interceptors of a client', () => {
  const expected: Record<Kind, string[]> = {
    unary: [
      '1: /test.Echo/Unary {"text":"x"}',
      '2: /test.Echo/Unary {"text":"x"}',
      '2: returns {"text":"x"}',
      '1: returns {"text":"x"}',
    ],
    serverStream: [
      '1: /test.Echo/ServerStream ServerStream false true',
      '2: /test.Echo/ServerStream ServerStream false true',
      '1: send {"text":"x"}',
      '2: send {"text":"x"}',
      '1: closeSend',
      '2: closeSend',
      '2: recv returns {"text":"x"}',
      '1: recv returns {"text":"x"}',
      '2: recv returns nothing',
      '1: recv returns nothing',
    ],
    clientStream: [
      '1: /test.Echo/ClientStream ClientStream true false',
      '2: /test.Echo/ClientStream ClientStream true false',
      '1: send {"text":"x"}',
      '2: send {"text":"x"}',
      '1: send {"text":"y"}',
      '2: send {"text":"y"}',
      '1: closeSend',
      '2: closeSend',
      '2: recv returns {"text":"xy"}',
      '1: recv returns {"text":"xy"}',
    ],
    bidi: [
      '1: /test.Echo/Bidi Bidi true true',
      '2: /test.Echo/Bidi Bidi true true',
      '1: send {"text":"x"}',
      '2: send {"text":"x"}',
      '1: send {"text":"y"}',
      '2: send {"text":"y"}',
      '1: closeSend',
      '2: closeSend',
      '2: recv returns {"text":"x"}',
      '1: recv returns {"text":"x"}',
      '2: recv returns {"text":"y"}',
      '1: recv returns {"text":"y"}',
      '2: recv returns nothing',
      '1: recv returns nothing',
    ],
  };

  promised(
    'see a call from the first to the last and back, in one order on each runtime',
    async (stage) => {
      const events: Events = [];
      stage.clientInterceptors = clientInterceptors(clientTrace('1', events), clientTrace('2', events));
      const { code } = await stage.call((call) => echo(call, stage.kind), {
        request: { text: 'x' },
        requests: requests(),
      });
      expect(code).toBe(Status.OK);
      expect(ofEach(events)).toEqual(ofEach(expected[stage.kind]));
      if (stage.kind === 'unary') expect(events).toEqual(expected.unary);
    },
    { pairs: crossings },
  );

  promised('see the error of the call, and pass it on', async (stage) => {
    const events: Events = [];
    stage.clientInterceptors = clientInterceptors(clientTrace('1', events), clientTrace('2', events));
    const { code, details } = await stage.call(() => {
      throw new ServerError(Status.DATA_LOSS, 'all of it');
    });
    expect({ code, details }).toEqual({ code: Status.DATA_LOSS, details: 'all of it' });
    const thrown = events.filter((event) => event.includes('throws'));
    expect(thrown.map((event) => event.replace('recv ', ''))).toEqual([
      expect.stringMatching(/^2: throws .*all of it$/),
      expect.stringMatching(/^1: throws .*all of it$/),
    ]);
  });

  promised('are none, and the call is as ever', async (stage) => {
    stage.clientInterceptors = { unaryInterceptors: [], streamInterceptors: [] };
    stage.serverInterceptors = { unaryInterceptors: [], streamInterceptors: [] };
    const client = await stage.serve((call) => echo(call, stage.kind));
    const { code, messages } = await outcomeOf(client.call(stage.kind, { request: { text: 'x' } }));
    expect({ code, messages }).toEqual({ code: Status.OK, messages: [{ text: 'x' }] });
  });
});
