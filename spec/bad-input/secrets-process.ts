import { inspect } from 'node:util';
import { type Context, current, key, run, withCancel, withTimeout, withValue } from '../../lib/context';
import { sendHeader, setHeader, setTrailer } from '../../lib/grpc';
import {
  appendToOutgoingContext,
  fromIncomingContext,
  MD,
  newOutgoingContext,
  Pairs,
  validate,
} from '../../lib/metadata';
import { kinds } from '../support/echo';
import type { Field } from './frames';
import { RawClient } from './raw-client';
import { good, goodHeader, RawServer } from './raw-server';
import { type Adapter, adapters, type Script, Stage } from './stage';

// Has a secret in every place where this library meets one, lets all that can fail do so, and tells the texts that a
// program gets to see. What it prints besides is for its parent to look at. The first argument is the secret.

const secret = process.argv[2] ?? '';
const secretKey = key<string>('secret');

const texts: string[] = [];

/** Notes each way in which a program may print something. */
function note(what: unknown): void {
  texts.push(String(what), inspect(what, { depth: 10 }), JSON.stringify(what) ?? '', `${what}`);
  if (what instanceof Error) texts.push(what.message, what.stack ?? '');
}

function attempt(f: () => unknown): void {
  try {
    note(f());
  } catch (error) {
    note(error);
  }
}

const ctx = withValue(
  newOutgoingContext(Pairs('authorization', secret, 'x-secret', secret, 'secret-bin', secret)),
  secretKey,
  secret,
);

/** Metadata that cannot be sent, each for a reason of its own. */
const bad: ReadonlyArray<() => MD> = [
  () => Pairs('', secret),
  () => Pairs('a b', secret),
  () => Pairs('k', `${secret}\x07`),
  () => Pairs('k', `${secret}é`),
  () => Pairs('connection', secret),
  () => Pairs('etag', secret, 'etag', secret),
  () => Pairs('content-length', secret),
  () => Pairs('k', secret.repeat(20_000)),
  () => Pairs(...Array.from({ length: 200 }, (_, i) => [`k${i}`, secret]).flat()),
];

/** What throws where it is made. */
const mistakes: ReadonlyArray<() => unknown> = [
  () => Pairs('k', secret, 'k'),
  () => appendToOutgoingContext(secret),
  () => Pairs('k', { secret } as never),
  () => Pairs('k', Buffer.from(secret)),
  () => Pairs('k-bin', `${secret}世`),
  () => new MD().set('k', [secret, Symbol(secret) as never]),
  () => withValue(ctx, secretKey, secret),
  () => setHeader(ctx, Pairs('k', secret)),
  () => sendHeader(ctx, Pairs('k', secret)),
  () => setTrailer(ctx, Pairs('k', secret)),
  () => run(ctx, () => setTrailer(Pairs('k', secret))),
  () => fromIncomingContext(secret as never),
];

/** What a handler may do. */
const scripts: readonly Script[] = [
  () => {
    setHeader(Pairs('k', secret));
    setTrailer(Pairs('k', secret));
    for (const what of [current(), fromIncomingContext()]) note(what);
  },
  () => {
    sendHeader(Pairs('k', secret));
    attempt(() => setHeader(Pairs('k', secret)));
    sendHeader(Pairs('k', secret));
  },
  () => {
    setTrailer(Pairs('k', secret));
    throw new Error('plain');
  },
  ...bad.flatMap((make): Script[] => [
    () => setHeader(make()),
    () => sendHeader(make()),
    () => setTrailer(make()),
  ]),
  (own) => own.trailer([['connection', secret]]),
  (own) => own.header([['connection', secret]]),
];

const malformed: readonly Field[] = [
  ['secret-bin', `${secret}*`],
  ['k', `${secret}\xe9`],
  ['k', `${secret}\0`],
  ['a b', secret],
  ['connection', secret],
  ['Upper', secret],
  ['grpc-message', `%${secret}%E9`],
  ['__proto__', secret],
];

async function play(adapter: Adapter): Promise<void> {
  const stage = await Stage.of(adapter);
  for (const kind of kinds) {
    const call = async (ctx: Context, script?: Script) => note(await stage.call(kind, { ctx }, script));
    for (const script of scripts) await call(ctx, script);
    for (const make of bad) await call(newOutgoingContext(ctx, make()));
    const [canceled, cancel] = withCancel(ctx);
    cancel();
    await call(canceled);
    const [late, end] = withTimeout(ctx, 30);
    await call(late, () => new Promise(() => {}));
    end();
  }
  await attack(stage);
  stage.close();
  await beAttacked(adapter);
}

async function attack(stage: Stage): Promise<void> {
  stage.handlers.script = () => note(fromIncomingContext());
  const raw = await RawClient.to(stage.port);
  for (const kind of kinds) for (const field of malformed) await raw.call(kind, field);
  await raw.call('unary', ...Array.from({ length: 300 }, (_, i): Field => [`k${i}`, secret]));
  await raw.call('unary', ['k', secret.repeat(20_000)]);
  raw.close();
}

async function beAttacked(adapter: Adapter): Promise<void> {
  const raw = await RawServer.start();
  const client = adapter.connect(raw.port);
  for (const kind of kinds) {
    for (const field of malformed) {
      for (const answer of [
        good({ header: [field] }),
        good({ trailer: [field] }),
        { header: [...goodHeader, field] },
      ]) {
        raw.answer = answer;
        const [header, trailer] = [new MD(), new MD()];
        // The text of a status is the server's to say: it is no metadata.
        const { code, messages } = await client.call(kind, { ctx }, header, trailer);
        note({ code, messages, header, trailer });
      }
    }
  }
  client.close();
  raw.close();
}

async function main(): Promise<void> {
  note(ctx);
  for (const make of bad) attempt(() => validate(make()));
  for (const mistake of mistakes) attempt(mistake);
  for (const adapter of adapters) await play(adapter);
  process.send?.(texts, () => process.disconnect());
}

void main(); // a rejection ends the process
