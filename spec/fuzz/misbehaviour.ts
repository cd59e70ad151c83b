import { ServerError } from 'nice-grpc-common';
import { background, withTimeout } from '../../lib/context';
import {
  type ClientInterceptors,
  type ServerInterceptors,
  sendHeader,
  setHeader,
  setTrailer,
} from '../../lib/grpc';
import { logging } from '../../lib/interceptors';
import { MD } from '../../lib/metadata';
import type { Handling } from '../support/adapters/adapter';
import { outcomeOf } from '../support/adapters/outcome';
import type { Pair } from '../support/adapters/pairs';
import { kinds } from '../support/echo';
import type { Random } from '../support/random';
import { wrong } from '../support/wrong';
import { oddValue } from './odd';
import type { Fuzzed } from './stage';

type Next = (...args: unknown[]) => unknown;

/** What an interceptor of a careless author does. The arguments are those of the interceptor; `next` is what it should call. */
const habits: ReadonlyArray<(random: Random, next: Next, args: readonly unknown[]) => unknown> = [
  (_, next, args) => next(...args),
  () => undefined,
  (random) => oddValue(random),
  async (random) => oddValue(random),
  (random) => {
    throw oddValue(random);
  },
  async (random) => {
    throw oddValue(random);
  },
  async (random, next, args) => {
    await next(...args);
    return oddValue(random);
  },
  async (_, next, args) => {
    await next(...args);
    return next(...args);
  },
  (_, next, args) => {
    void Promise.resolve(next(...args)).catch(() => {});
    return next(...args);
  },
  async (random, next, args) => next(...args.map((arg) => (random.below(4) === 0 ? oddValue(random) : arg))),
  async (_, next, args) => Object.create(Object(await next(...args))),
  async (_, next, args) => ({ ...Object(await next(...args)) }),
  async (_, next, args) => {
    await next(...args);
    throw new Error('afterwards');
  },
];

function habit(random: Random): (next: Next, args: readonly unknown[]) => unknown {
  const chosen = habits[random.below(habits.length)];
  return (next, args) => chosen?.(random, next, args);
}

function serverInterceptors(random: Random): ServerInterceptors {
  const [unary, stream] = [habit(random), habit(random)];
  const log = random.below(2) ? logging(wrong(faultyLog(random))) : undefined;
  return {
    unaryInterceptors: [
      ...(log ? [log.unary] : []),
      (ctx, req, info, handler) => wrong(unary(wrong(handler), [ctx, req, info].slice(0, 2))),
    ],
    streamInterceptors: [
      ...(log ? [log.stream] : []),
      (srv, ss, _info, handler) => wrong(stream(wrong(handler), [srv, ss])),
    ],
  };
}

function clientInterceptors(random: Random): ClientInterceptors {
  const [unary, stream] = [habit(random), habit(random)];
  return {
    unaryInterceptors: [
      (ctx, method, req, invoker, opts) => wrong(unary(wrong(invoker), [ctx, method, req, opts])),
    ],
    streamInterceptors: [
      (ctx, desc, method, streamer, opts) => wrong(stream(wrong(streamer), [ctx, desc, method, opts])),
    ],
  };
}

function faultyLog(random: Random): () => unknown {
  const value = oddValue(random);
  return [
    () => {
      throw value;
    },
    async () => {
      throw value;
    },
    () => value,
  ][random.below(3)] as () => unknown;
}

/** A handler that does odd things with what it is given, and does not wait. */
async function handle(random: Random, { requests, send }: Handling): Promise<void> {
  const acts = [
    () => setHeader(wrong(oddValue(random))),
    () => setTrailer(wrong(oddValue(random))),
    () => sendHeader(new MD()),
    () => void send(wrong(oddValue(random))).catch(() => {}),
    () => {
      throw oddValue(random);
    },
    () => {
      throw new ServerError(wrong(oddValue(random)), wrong(oddValue(random)));
    },
  ];
  for await (const request of requests) {
    const act = acts[random.below(acts.length * 2)];
    if (act !== undefined) act();
    await send(request);
  }
}

/** Interceptors, logs and handlers that misbehave: their call ends, others go on. */
export function misbehaviour({ name, server, client }: Pair): Fuzzed {
  return {
    name: `misbehaviour, ${name}`,
    async start() {
      return {
        async one(random) {
          const kind = random.of(kinds);
          const faulty = random.below(2) ? 'server' : 'client';
          const serving = await server.listen(
            (call) => handle(random, call),
            undefined,
            faulty === 'server' ? serverInterceptors(random) : {},
          );
          const address = `127.0.0.1:${serving.port}`;
          const dialled = client.connect(
            address,
            undefined,
            faulty === 'client' ? clientInterceptors(random) : {},
          );
          const [ctx, cancel] = withTimeout(background(), 5000);
          await outcomeOf(dialled.call(kind, { ctx, request: { id: 'x' } })).catch(() => {});
          const expired = ctx.err() !== undefined;
          cancel();
          dialled.close();
          serving.stop();
          return expired ? [`a ${kind} call with a faulty ${faulty} did not end`] : [];
        },
        close() {},
      };
    },
  };
}
