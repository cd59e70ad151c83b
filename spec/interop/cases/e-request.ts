import { type Case, call, onClient } from '../support/case';
import type { Call } from '../support/script';
import type { Stage } from '../support/stage';
import { type Frame, values, type WireStep } from '../support/wire';
import { own, valuesOf } from './seen';

/** What a raw server answers to a unary call: a header, an empty message, a trailer with status 0. */
export const answerOk: readonly WireStep[] = [
  { do: 'read' },
  {
    do: 'headers',
    fields: [
      [':status', '200'],
      ['content-type', 'application/grpc'],
    ],
  },
  { do: 'message', data: '' },
  {
    do: 'headers',
    fields: [
      ['grpc-status', '0'],
      ['grpc-message', ''],
    ],
    end: true,
  },
];

/** Makes a call to a raw server and returns the header list that it sent. */
async function sent(stage: Stage, call: Omit<Call, 'method'>): Promise<Frame | undefined> {
  const server = await stage.wire.serve(answerOk);
  await stage.call(server, { method: 'UnaryCall', ...call });
  const [frames] = await server.streams(1);
  return frames?.find(({ type }) => type === 'HEADERS');
}

const reserved = {
  'content-type': ['text/plain'],
  'user-agent': ['mine'],
  te: ['mine'],
  'grpc-timeout': ['1S'],
  'grpc-status': ['5'],
  'grpc-message': ['mine'],
  'grpc-encoding': ['mine'],
  'grpc-message-type': ['mine'],
  ':path': ['/mine'],
  ':authority': ['mine'],
};

const visible = [':authority', 'user-agent', 'content-type'];
const hidden = ['te', 'grpc-timeout', ':path', ':method', ':scheme', 'grpc-encoding'];

/** E. What a client sends, and a server shows of it. */
export const requests: readonly Case[] = [
  onClient('C58', 'keys go in lower case, the values of each in order', async (stage) => {
    const pairs = ['X-Key', 'v1', 'x-kEY', 'v2'];
    const frame = await sent(stage, {
      ctx: [
        { do: 'newOutgoing', pairs },
        { do: 'append', pairs: ['X-KEY', 'v3'] },
      ],
    });
    return { 'x-key': values(frame, 'x-key') };
  }),
  onClient('C59', 'reserved names are not sent from metadata', async (stage) => {
    const frame = await sent(stage, { ctx: [{ do: 'newOutgoing', md: { ...reserved, kept: ['v'] } }] });
    const mine = (frame?.fields ?? []).filter(([name, value]) =>
      reserved[name as keyof typeof reserved]?.includes(value),
    );
    return { 'sent from metadata': mine, kept: values(frame, 'kept') };
  }),
  onClient('C60', 'other names that begin with grpc- are sent', async (stage) => {
    const pairs = ['grpc-trace-bin', '\x01', 'grpc-tags-bin', '\x02', 'grpc-foo', 'v'];
    const frame = await sent(stage, { ctx: [{ do: 'newOutgoing', pairs }] });
    return Object.fromEntries(
      ['grpc-trace-bin', 'grpc-tags-bin', 'grpc-foo'].map((name) => [name, values(frame, name)]),
    );
  }),
  call(
    'C61',
    'a handler sees :authority, user-agent and content-type, and no other of the fields of gRPC',
    async (stage) => {
      const server = await stage.serve({ UnaryCall: [{ do: 'incoming', as: 'md' }] });
      await stage.call(server, { method: 'UnaryCall', ctx: [{ do: 'withTimeout', ns: 60e9 }] });
      const { md } = await server.notes();
      const count = (names: string[]) =>
        Object.fromEntries(names.map((name) => [name, valuesOf(md, name).length]));
      const ours = valuesOf(md, ':authority')[0] === `127.0.0.1:${server.port}`;
      return { values: count([...visible, ...hidden]), ':authority is the address': ours };
    },
  ),
  call(
    'C62',
    'the user agent of a channel comes first in user-agent',
    async (stage) => {
      const server = await stage.serve({ UnaryCall: [{ do: 'incoming', as: 'md' }] });
      await stage.call(server, { method: 'UnaryCall' }, { userAgent: 'app/1.0' });
      const [agent = ''] = valuesOf((await server.notes()).md, 'user-agent');
      return { 'begins with': agent.split(' ')[0], 'more follows': agent.includes(' grpc-') };
    },
    {
      differs: {
        Connect: 'Connect has no user agent of a channel: the header of a call takes the place of its own',
      },
    },
  ),
  call('C72', '-bin values round-trip in header and trailer', (stage) =>
    echoed(stage, ['key3-bin', '\x01\x02\x03', 'key3-bin', String.fromCharCode(...Array(256).keys())]),
  ),
  call('C73', 'empty values round-trip', (stage) =>
    echoed(stage, ['k-bin', '', 'k', '', 'k2-bin', '', 'k2-bin', 'x']),
  ),
];

/** Sends pairs as metadata, header and trailer, and returns what the other side got of each. */
async function echoed(stage: Stage, pairs: readonly string[]): Promise<unknown> {
  const { outcome, notes } = await stage.exchange(
    'UnaryCall',
    [
      { do: 'incoming', as: 'md' },
      { do: 'setHeader', pairs },
      { do: 'setTrailer', pairs },
    ],
    { ctx: [{ do: 'newOutgoing', pairs }] },
  );
  return { metadata: own(notes.md), header: own(outcome.header), trailer: own(outcome.trailer) };
}
