import { Status } from 'nice-grpc-common';
import { background, withTimeout } from '../../lib/context';
import { safely } from '../../lib/context/internal';
import type { Handling } from '../support/adapters/adapter';
import { outcomeOf } from '../support/adapters/outcome';
import type { Pair } from '../support/adapters/pairs';
import { kinds } from '../support/echo';
import { wrong } from '../support/wrong';
import { oddValue, secret } from './odd';
import type { Fuzzed } from './stage';

const names = [
  'ctx',
  'header',
  'trailer',
  'peer',
  'signal',
  'deadline',
  'headers',
  'trailers',
  'context',
  'x',
] as const;

async function echo({ requests, send }: Handling): Promise<void> {
  for await (const request of requests) await send(request);
}

/** Odd values under the options of a call: a TypeError at the call, or a call that ends. Neither shows a value. */
export function callOptions({ name, server, client }: Pair): Fuzzed {
  return {
    name: `options of calls, ${name}`,
    async start() {
      const serving = await server.listen(echo);
      const dialled = client.connect(`127.0.0.1:${serving.port}`);
      return {
        async one(random) {
          const kind = random.of(kinds);
          const options: Record<string, unknown> = {};
          for (let i = 1 + random.below(3); i > 0; i--) options[random.of(names)] = oddValue(random);
          const [ctx, cancel] = withTimeout(background(), 5000);
          const faults: string[] = [];
          try {
            await outcomeOf(dialled.call(kind, wrong({ ctx, request: { id: 'x' }, ...options })));
          } catch (error) {
            if (safely(() => options.signal instanceof AbortSignal, false)) return faults; // nice-grpc rejects with its reason, whatever that is
            if (!(error instanceof TypeError))
              faults.push(`${kind} with ${Object.keys(options)}: ${String(error)}`);
            if (String(error).includes(secret))
              faults.push(`${kind} with ${Object.keys(options)}: a value is shown`);
          }
          if (ctx.err() !== undefined) faults.push(`${kind} with ${Object.keys(options)} did not end`);
          cancel();
          const { code } = await outcomeOf(dialled.call('unary', { request: { id: 'after' } }));
          if (code !== Status.OK) faults.push(`a call after that ended with ${Status[code]}`);
          return faults;
        },
        close() {
          dialled.close();
          serving.stop();
        },
      };
    },
  };
}
