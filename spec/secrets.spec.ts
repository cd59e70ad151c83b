import { inspect } from 'node:util';
import * as context from '../lib/context';
import * as grpc from '../lib/grpc';
import { Response } from '../lib/grpc/internal';
import * as metadata from '../lib/metadata';
import { decodeBinary } from '../lib/metadata/internal';
import * as peer from '../lib/peer';
import { validateOnSend } from '../lib/wire/internal';
import { FakeStream } from './support/fake-stream';
import { ForeignContext } from './support/foreign-context';
import { thrownBy, wrong } from './support/wrong';

const secret = 'SECRET-4711';
const token = context.key<string>('token');
const ctx = metadata.appendToOutgoingContext(
  metadata.newIncomingContext(
    context.withValue(context.background(), token, secret),
    metadata.Pairs('authorization', secret),
  ),
  'authorization',
  secret,
);
const [ended, end] = context.withCancel(ctx);
end();
const inCall = grpc.newContextWithServerTransportStream(ctx, new FakeStream());

const { Pairs, MD, New, Join } = metadata;

/** Wrong values, each with the secret in it. */
const values: unknown[] = [
  Object(secret),
  [[secret]],
  { secret },
  { toString: () => secret, [Symbol.toPrimitive]: () => secret },
  Symbol(secret),
  () => secret,
  new Error(secret),
  new Map([[secret, secret]]),
  Uint16Array.from(Buffer.from(secret)),
];

const errors: [string, () => unknown][] = [
  ['Pairs, odd', () => Pairs('authorization', secret, 'k')],
  ['appendToOutgoingContext, odd', () => metadata.appendToOutgoingContext(ctx, 'authorization', secret, 'k')],
  ['Pairs, bytes of text', () => Pairs('authorization', Buffer.from(secret))],
  ['Pairs, wide text of bytes', () => Pairs('token-bin', `${secret}Ā`)],
  ...values.flatMap((value): [string, () => unknown][] => [
    ['Pairs, value', () => Pairs('authorization', wrong(value))],
    ['New, value', () => New({ authorization: wrong<string>(value) })],
    ['MD, value', () => new MD([['authorization', wrong<string>(value)]])],
    ['set, value', () => new MD().set('authorization', wrong(value))],
    ['append, value', () => new MD().append('authorization', secret, wrong(value))],
    ['Join, value', () => Join([['authorization', wrong<string>(value)]])],
    ['append to outgoing, value', () => metadata.appendToOutgoingContext(ctx, 'k', wrong(value))],
    ['incoming, value', () => metadata.newIncomingContext(ctx, [['k', wrong<string>(value)]])],
    ['setHeader, value', () => grpc.setHeader(inCall, [['k', wrong<string>(value)]])],
    ['setHeader, value as ctx', () => grpc.setHeader(wrong(value), Pairs('k', secret))],
    ['run, value as ctx', () => context.run(wrong(value), () => secret)],
    ['withCancel, value as ctx', () => context.withCancel(wrong(value))],
    ['withValue, value as key', () => context.withValue(ctx, wrong<context.Key<string>>(value), secret)],
    ['withTimeout, value as ms', () => context.withTimeout(ctx, wrong(value))],
    ['withDeadline, value as date', () => context.withDeadline(ctx, wrong(value))],
    ['withSignal, value as signal', () => context.withSignal(ctx, wrong(value))],
    ['bind, value as ctx', () => context.bind(wrong(value), () => secret)],
    ['key, value as name', () => context.key(wrong(value))],
    ['peer, value as ctx', () => peer.newContext(wrong(value), undefined)],
  ]),
  ['validate, value', () => metadata.validate(Pairs('authorization', `${secret}\n`))],
  ['validate, bytes', () => metadata.validate([['token-bin', [`${secret}Ā`]]])],
  ['validate, no text', () => metadata.validate([['token', [wrong<string>({ secret })]]])],
  ['validate, key', () => metadata.validate(Pairs('a key', secret))],
  ['validate, no key', () => metadata.validate(Pairs('', secret))],
  ['decodeBinary', () => decodeBinary(`${secret}*`)],
  ['setHeader, no stream', () => grpc.setHeader(ctx, Pairs('authorization', secret))],
  ['sendHeader, no stream', () => grpc.sendHeader(ctx, Pairs('authorization', secret))],
  ['setTrailer, no stream', () => grpc.setTrailer(ctx, Pairs('authorization', secret))],
  [
    'setHeader, no stream in what derives from a context of the user',
    () => grpc.setHeader(context.withValue(new ForeignContext(secret), token, secret), Pairs('k', secret)),
  ],
  ['validateOnSend, hop by hop', () => new Error(validateOnSend(Pairs('connection', secret)))],
  ['response', () => response().sendHeader(Pairs('authorization', `${secret}\n`))],
  ['response, hop by hop', () => response().setTrailer(Pairs('upgrade', secret))],
  [
    'response, twice',
    () => {
      const twice = response();
      twice.sendHeader(Pairs('authorization', secret));
      twice.sendHeader(Pairs('authorization', secret));
    },
  ],
  ['the end of a context', () => ended.err()],
  ['the status of an end', () => grpc.fromContextError(ended.err())],
];

function response(): Response {
  return new Response('/s/m', { writeHeader: () => undefined, validateSent: validateOnSend });
}

describe('an error of the core', () => {
  it.each(errors)('shows no value: %s', (_, provoke) => {
    let error: unknown;
    const thrown = thrownBy(() => {
      error = provoke();
    });
    error = thrown ?? error;
    expect(error).toBeInstanceOf(Error);
    const { message, stack } = error as Error;
    expect(message).not.toBe('');
    expect(`${message} ${stack} ${inspect(error, { depth: null })} ${JSON.stringify(error)}`).not.toContain(
      secret,
    );
  });
});
