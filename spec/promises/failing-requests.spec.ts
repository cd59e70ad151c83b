import { Status } from 'nice-grpc-common';
import { Canceled, type Context, current } from '../../lib/context';
import { promised } from '../support/adapters/stage';
import type { Message } from '../support/echo';
import { Moment } from '../support/moment';

const broken = new Error('the source of the requests breaks');

describe('a stream of requests that fails', () => {
  promised(
    'fails its call, and is no whole upload to the handler',
    async (stage) => {
      const [first, seen] = [new Moment(), new Moment<object>()];
      const client = await stage.serve(async ({ requests }) => {
        const ctx: Context = current();
        try {
          for await (const _ of requests) first.come();
          seen.come({ whole: true });
        } catch (error) {
          seen.come({ code: Object(error).code, err: ctx.err() });
        }
      });
      async function* breaking(): AsyncGenerator<Message, void> {
        yield { n: 1 };
        await first.came;
        throw broken;
      }
      const reading = client.call(stage.kind, { requests: breaking() });
      await expect(reading.next()).rejects.toThrow();
      expect(await seen.came).toEqual({ code: Status.CANCELLED, err: Canceled });
    },
    { kinds: ['clientStream', 'bidi'] },
  );
});
