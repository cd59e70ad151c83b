import { type Case, call } from '../support/case';
import type { Derive } from '../support/script';
import type { Stage } from '../support/stage';
import { own } from './seen';

const base = (md: Record<string, string[]>): Derive => ({ do: 'newOutgoing', md });

const invalid: ReadonlyArray<readonly Derive[]> = [
  [base({ 'bad key': ['v'] })],
  [base({ test: ['\x19'] })],
  [base({ '': ['v'] })],
];
const appended: ReadonlyArray<readonly Derive[]> = [
  [base({ test: ['ok'] }), { do: 'append', pairs: ['bad/key', 'v'] }],
  [{ do: 'append', pairs: ['test', 'v\x7f'] }],
  [{ do: 'append', pairs: ['', 'v'] }],
];

/** D. Validation in calls. */
export const invalidCalls: readonly Case[] = [
  call('C51', 'invalid metadata fails a unary call before the server hears of it', (stage) =>
    refused(stage, 'UnaryCall', invalid),
  ),
  call('C52', 'invalid pairs that were appended do too, and for a stream', async (stage) => ({
    unary: await refused(stage, 'UnaryCall', appended),
    stream: await refused(stage, 'FullDuplexCall', [...invalid, ...appended]),
  })),
  call('C53', 'metadata is validated before the context is looked at', (stage) =>
    refused(stage, 'UnaryCall', [[base({ test: ['\x19'] }), { do: 'cancelled' }]]),
  ),
  call('C54', 'an invalid header is refused and the stream goes on', async (stage) => {
    const { outcome, notes } = await stage.exchange('FullDuplexCall', [
      { do: 'setHeader', on: 'stream', pairs: ['bad key', 'v'], as: 'set' },
      { do: 'sendHeader', on: 'stream', pairs: ['test', '\x01'], as: 'send' },
      { do: 'setHeader', on: 'stream', pairs: ['good', 'v'], as: 'then' },
    ]);
    return { notes, status: outcome.status, header: own(outcome.header) };
  }),
  call(
    'C55',
    'an invalid trailer of a ServerStream',
    async (stage) => {
      const { outcome, notes } = await stage.exchange('FullDuplexCall', [
        { do: 'setTrailer', on: 'stream', pairs: ['bad key', 'v'], as: 'set' },
      ]);
      return { notes, status: outcome.status };
    },
    {
      differs:
        'grpc-go logs it, sends it, and the call fails at the client; mdctx has setTrailer throw what setHeader would, so that the call goes on',
    },
  ),
  call(
    'C56',
    'an invalid header or trailer set through the context',
    async (stage) => {
      const { outcome, notes } = await stage.exchange('UnaryCall', [
        { do: 'setHeader', pairs: ['bad key', 'v'], as: 'header' },
        { do: 'setTrailer', pairs: ['test', '\x01'], as: 'trailer' },
      ]);
      return { notes, status: outcome.status };
    },
    {
      differs:
        'grpc-go does not check these and the client resets the stream; mdctx checks them as it does those of a stream',
    },
  ),
  call(
    'C57',
    'metadata of credentials is validated, keys in lower case',
    async (stage) => {
      const server = await stage.serve({ UnaryCall: [{ do: 'incoming', as: 'md' }] });
      const of = (values: Record<string, string>) =>
        stage.call(server, { method: 'UnaryCall', creds: { values } });
      const [key, value] = [await of({ 'bad key': 'v' }), await of({ k: 'bad\x01value' })];
      await of({ Authorization: 'secret' });
      return { key: key.status, value: value.status, sent: own((await server.notes()).md) };
    },
    {
      notApplicable: {
        Connect:
          'a call of Connect with credentials among its options is refused, unless its client has the interceptor perRPCCredentials',
      },
    },
  ),
];

async function refused(
  stage: Stage,
  method: 'UnaryCall' | 'FullDuplexCall',
  contexts: typeof invalid,
): Promise<unknown> {
  const server = await stage.serve({ [method]: [] });
  const outcomes = await stage.calls(
    server,
    contexts.map((ctx) => ({ method, ctx })),
  );
  const statuses = outcomes.map(({ status }) => status);
  return { statuses, 'calls at the server': (await server.records(0)).length };
}
