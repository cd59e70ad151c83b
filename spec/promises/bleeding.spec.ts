import { ServerError, Status } from 'nice-grpc-common';
import { background, type Context, current, run, withValue } from '../../lib/context';
import { appendToOutgoingContext, valueFromIncomingContext } from '../../lib/metadata';
import type { Dialled } from '../support/adapters/adapter';
import { outcomeOf } from '../support/adapters/outcome';
import { nest } from '../support/adapters/pairs';
import { foreign, promised } from '../support/adapters/stage';
import { Moment } from '../support/moment';
import { Places } from './places';

/** Returns a context of a caller that has nothing to do with others, with `id` as outgoing metadata. */
function callerOf(id: string): Context {
  return appendToOutgoingContext(withValue(background(), foreign, id), 'id', id);
}

const ids = Array.from({ length: 10 }, (_, i) => String(i));

/** A handler that sends the id of its call back, once `count` calls are being handled. */
function echoing(count: number) {
  const all = new Moment();
  let handled = 0;
  return async ({ send }: { send(message: { id: unknown }): Promise<void> }) => {
    if (++handled === count) all.come();
    await all.came;
    await send({ id: valueFromIncomingContext('id')?.join() });
  };
}

describe('calls that wait for one connection', () => {
  promised('hear of their responses in their own context', async (stage) => {
    const client = await stage.serve(echoing(ids.length));
    const calls = ids.map(async (id) => {
      const ctx = callerOf(id);
      const places = new Places();
      const call = run(ctx, () => client.call(stage.kind, { heard: places.note }));
      const { messages } = await outcomeOf(call);
      return { messages, strange: places.strange(ctx), heard: places.names.length > 0 };
    });
    expect(await Promise.all(calls)).toEqual(
      ids.map((id) => ({ messages: [{ id }], strange: [], heard: true })),
    );
  });

  promised('hear of their failures in their own context', async (stage) => {
    const client = await stage.serve(() => {
      throw new ServerError(Status.NOT_FOUND, 'no such thing');
    });
    const calls = ids.map(async (id) => {
      const ctx = callerOf(id);
      const places = new Places();
      const call = run(ctx, () => client.call(stage.kind, { heard: places.note }));
      await expect(run(ctx, () => call.next())).rejects.toThrow();
      return places.strange(ctx);
    });
    expect((await Promise.all(calls)).flat()).toEqual([]);
  });

  promised('go on in their own context', async (stage) => {
    const client = await stage.serve(echoing(ids.length));
    const calls = ids.map((id) => {
      const ctx = callerOf(id);
      return run(ctx, async () => {
        const places = new Places();
        const call = client.call(stage.kind);
        while (await call.next()) places.note('message');
        places.note('end');
        return [places.names, places.strange(ctx)];
      });
    });
    expect(await Promise.all(calls)).toEqual(ids.map(() => [['message', 'end'], []]));
  });
});

describe('a call on an open connection', () => {
  promised('hears of its response in its own context, not in that of the first call', async (stage) => {
    const client = await stage.serve(echoing(1));
    for (const id of ids) {
      const ctx = callerOf(id);
      const places = new Places();
      const call = run(ctx, () => client.call(stage.kind, { heard: places.note }));
      expect(await outcomeOf(call)).toMatchObject({ messages: [{ id }] });
      expect(places.strange(ctx)).toEqual([]);
    }
  });
});

describe('a call with a context in its options', () => {
  promised(
    'is heard of where it was called',
    async (stage) => {
      const client = await stage.serve(echoing(1));
      const [caller, ctx] = [callerOf('caller'), callerOf('call')];
      const places = new Places();
      const call = run(caller, () => client.call(stage.kind, { ctx, heard: places.note }));
      expect(await outcomeOf(call)).toMatchObject({ messages: [{ id: 'call' }] });
      expect(places.names).not.toEqual([]);
      expect(places.strange(caller)).toEqual([]);
    },
    { except: ({ name }) => name === nest.name },
  ); // its clients take no context: a call is made in its own
});

describe('the requests of a call', () => {
  promised(
    'are made in the context in which it was called',
    async (stage) => {
      const client = await stage.serve(async ({ requests }) => {
        for await (const _ of requests);
      });
      const calls = ids.map(async (id) => {
        const ctx = callerOf(id);
        const places = new Places();
        async function* requests() {
          places.note('begin');
          yield {};
          places.note('go on');
          yield {};
          places.note('end');
        }
        await outcomeOf(run(ctx, () => client.call(stage.kind, { requests: requests() })));
        return [places.names, places.strange(ctx)];
      });
      expect(await Promise.all(calls)).toEqual(ids.map(() => [['begin', 'go on', 'end'], []]));
    },
    { kinds: ['clientStream', 'bidi'] },
  );
});

describe('a client that is made while a request is handled', () => {
  promised('serves later requests in their own context', async (stage) => {
    const { port } = await stage.listen(echoing(1));
    let client: Dialled | undefined;
    const strange: string[] = [];
    const front = await stage.serve(async ({ send }) => {
      client ??= stage.dial(port);
      const places = new Places();
      places.note('before');
      const ctx = appendToOutgoingContext('id', `${valueFromIncomingContext('id')} and on`);
      const heard = new Places();
      const call = run(ctx, (to) => to.call(stage.kind, { heard: heard.note }), client);
      const { messages } = await outcomeOf(call);
      places.note('after');
      strange.push(...places.strange(), ...heard.strange(ctx));
      for (const message of messages) await send(message);
    });
    const answers = ids.map((id) => outcomeOf(front.call(stage.kind, { ctx: callerOf(id) })));
    const messages = (await Promise.all(answers)).map((answer) => answer.messages);
    expect(messages).toEqual(ids.map((id) => [{ id: `${id} and on` }]));
    expect(strange).toEqual([]);
  });
});

describe('handlers that run at the same time', () => {
  promised('each keep the context of their call', async (stage) => {
    const all = new Moment();
    const contexts = new Set<Context>();
    const strange: string[] = [];
    const client = await stage.serve(async ({ requests, send }) => {
      const places = new Places();
      places.note('body');
      contexts.add(current());
      if (contexts.size === ids.length) all.come();
      await all.came;
      places.note('all are here');
      for await (const _ of requests) places.note('request');
      await send({ id: valueFromIncomingContext('id')?.join() });
      places.note('response');
      strange.push(...places.strange());
    });
    const calls = ids.map((id) => outcomeOf(client.call(stage.kind, { ctx: callerOf(id) })));
    const messages = (await Promise.all(calls)).map((answer) => answer.messages);
    expect(messages).toEqual(ids.map((id) => [{ id }]));
    expect([contexts.size, strange]).toEqual([ids.length, []]);
  });
});
