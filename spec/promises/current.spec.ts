import { readFile } from 'node:fs/promises';
import { setImmediate as immediate, setTimeout as timeout } from 'node:timers/promises';
import { afterFunc, background, type Context, current, withCancel } from '../../lib/context';
import { valueFromIncomingContext } from '../../lib/metadata';
import { foreign, promised } from '../support/adapters/stage';
import { end, Moment } from '../support/moment';
import { each } from '../support/queue';
import { Places } from './places';

describe('current(), in a handler', () => {
  promised('is the context of the call, which knows nothing of the surroundings', async (stage) => {
    const handled = new Moment<Context>();
    await stage.call(() => handled.come(current()), { ctx: background(), metadata: { id: '7' } });
    const ctx = await handled.came;
    expect(valueFromIncomingContext(ctx, 'id')).toEqual(['7']);
    expect(valueFromIncomingContext(ctx, 'foreign')).toBeUndefined();
    expect(ctx.value(foreign)).toBeUndefined();
  });

  promised('stays after each await', async (stage) => {
    const places = new Places();
    await stage.call(async () => {
      places.note('body');
      await undefined;
      places.note('nothing');
      await immediate();
      places.note('immediate');
      await timeout();
      places.note('timer');
      await readFile(__filename);
      places.note('file');
      await Promise.reject(new Error('no')).catch(() => places.note('catch'));
      for await (const _ of each(1, 2)) places.note('loop');
      places.note('end');
    });
    const [, ...waited] = places.names;
    expect(waited).toEqual(['nothing', 'immediate', 'timer', 'file', 'catch', 'loop', 'loop', 'end']);
    expect(places.strange()).toEqual([]);
  });

  promised('stays after each request and each response', async (stage) => {
    const places = new Places();
    await stage.call(
      async ({ requests, send }) => {
        places.note('body');
        for await (const request of requests) {
          places.note('request');
          await send(request);
          places.note('response');
          await send(request);
          places.note('response');
        }
        places.note('end');
      },
      { requests: each({ n: 1 }, { n: 2 }) },
    );
    const one = ['request', 'response', 'response'];
    const streamed = stage.kind === 'clientStream' || stage.kind === 'bidi';
    expect(places.names).toEqual(['body', ...one, ...(streamed ? one : []), 'end']);
    expect(places.strange()).toEqual([]);
  });

  promised('is that of the call in the timers that it starts', async (stage) => {
    const places = new Places();
    const started: ReadonlyArray<readonly [string, (f: () => void) => unknown]> = [
      ['timeout', setTimeout],
      ['immediate', setImmediate],
      ['tick', process.nextTick],
      ['microtask', queueMicrotask],
    ];
    await stage.call(async () => {
      places.note('body');
      const runs = started.map(async ([place, start]) => {
        await new Promise<void>((resolve) => {
          start(() => resolve(places.note(place)));
        });
      });
      await Promise.all(runs);
    });
    expect(places.names.sort()).toEqual(['body', 'immediate', 'microtask', 'tick', 'timeout']);
    expect(places.strange()).toEqual([]);
  });
});

describe('current(), when the client has cancelled', () => {
  promised('is that of the call in listeners, in afterFunc and in finally', async (stage) => {
    const [ctx, cancel] = withCancel(background());
    const [started, over] = [new Moment(), new Moment()];
    const places = new Places();
    const client = await stage.serve(async () => {
      places.note('body');
      current().signal.addEventListener('abort', () => places.note('listener'));
      afterFunc(() => places.note('afterFunc'));
      started.come();
      try {
        throw await end(current());
      } catch {
        places.note('catch');
      } finally {
        await immediate();
        places.note('finally');
        over.come();
      }
    });
    const call = client.call(stage.kind, { ctx });
    await started.came;
    cancel();
    await over.came;
    await expect(call.next()).rejects.toThrow();
    expect(places.names).toEqual(['body', 'listener', 'afterFunc', 'catch', 'finally']);
    expect(places.strange()).toEqual([]);
  });
});

describe('current(), when the handler has returned', () => {
  promised('is that of the call in listeners and in what goes on', async (stage) => {
    const places = new Places();
    const over = new Moment();
    await stage.call(() => {
      places.note('body');
      current().signal.addEventListener('abort', () => places.note('listener'));
      void goOn();
    });
    async function goOn(): Promise<void> {
      await end(current());
      places.note('afterwards');
      over.come();
    }
    await over.came;
    expect(places.names).toEqual(['body', 'listener', 'afterwards']);
    expect(places.strange()).toEqual([]);
  });
});
