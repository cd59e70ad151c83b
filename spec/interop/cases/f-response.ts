import { type Case, call, onServer } from '../support/case';
import type { Step } from '../support/script';
import type { Stage } from '../support/stage';
import { requestFields, unaryRequest, values } from '../support/wire';
import { ending } from './e-server';
import { own } from './seen';

const setHeader = (...pairs: string[]): Step => ({ do: 'setHeader', pairs });
const setTrailer = (...pairs: string[]): Step => ({ do: 'setTrailer', pairs });
const noted = (as: string, step: Step): Step => ({ ...step, as });

/** Serves a unary method by these steps and returns header, trailer, status and notes of a call. */
async function unaryOf(stage: Stage, ...steps: readonly Step[]): Promise<unknown> {
  const { outcome, notes } = await stage.exchange('UnaryCall', steps);
  return {
    status: outcome.status,
    header: own(outcome.header),
    trailer: own(outcome.trailer),
    ...(Object.keys(notes).length > 0 && { notes }),
  };
}

/** The same for a bidirectional stream. */
async function streamOf(stage: Stage, ...steps: readonly Step[]): Promise<unknown> {
  const { outcome, notes } = await stage.exchange('FullDuplexCall', steps);
  return {
    status: outcome.status,
    header: own(outcome.header),
    trailer: own(outcome.trailer),
    reply: outcome.reply,
    ...(Object.keys(notes).length > 0 && { notes }),
  };
}

/** F. Header and trailer of a response. */
export const responses: readonly Case[] = [
  call('C85', 'setHeader merges', (stage) =>
    unaryOf(stage, setHeader('k', '1', 'a', 'x'), setHeader('k', '2')),
  ),
  call('C86', 'sendHeader sends what was set first', async (stage) => {
    const steps: Step[] = [
      setHeader('k', '1'),
      noted('send', { do: 'sendHeader', pairs: ['k', '2', 'b', 'y'] }),
    ];
    return { unary: await unaryOf(stage, ...steps), stream: await streamOf(stage, ...steps) };
  }),
  call('C87', 'sendHeader twice', (stage) =>
    unaryOf(
      stage,
      noted('first', { do: 'sendHeader', pairs: ['k', '1'] }),
      noted('second', { do: 'sendHeader', pairs: ['k', '2'] }),
    ),
  ),
  call('C88', 'setHeader after sendHeader', (stage) =>
    unaryOf(
      stage,
      { do: 'sendHeader', pairs: ['k', '1'] },
      noted('something', setHeader('k', '2')),
      noted('nothing', setHeader()),
    ),
  ),
  call('C89', 'header and trailer after a message', (stage) =>
    streamOf(
      stage,
      { do: 'send', text: 'm' },
      noted('setHeader', setHeader('k', '1')),
      noted('sendHeader', { do: 'sendHeader', pairs: ['k', '1'] }),
      noted('setTrailer', setTrailer('t', '1')),
    ),
  ),
  call('C90', 'an empty header can be sent before any message', async (stage) => {
    const server = await stage.serve({
      FullDuplexCall: [noted('send', { do: 'sendHeader', pairs: [] }), { do: 'await', label: 'header seen' }],
    });
    const outcome = await stage.call(server, {
      method: 'FullDuplexCall',
      steps: [
        { do: 'header', as: 'header' },
        { do: 'signal', label: 'header seen' },
      ],
    });
    const { header } = outcome.notes;
    return { arrived: typeof header === 'object', notes: await server.notes(), status: outcome.status };
  }),
  call('C91', 'setTrailer merges', async (stage) => {
    const steps = [setTrailer('k', '1', 'a', 'x'), setTrailer('k', '2')];
    return { unary: await unaryOf(stage, ...steps), stream: await streamOf(stage, ...steps) };
  }),
  call('C92', 'header and trailer after the handler has returned', async (stage) => {
    const server = await stage.serve({
      UnaryCall: [
        {
          do: 'spawn',
          steps: [
            { do: 'waitDone' },
            noted('setHeader', setHeader('k', '1')),
            noted('setTrailer', setTrailer('k', '1')),
            noted('sendHeader', { do: 'sendHeader', pairs: ['k', '1'] }),
            noted('empty', setHeader()),
          ],
        },
      ],
    });
    await stage.call(server, { method: 'UnaryCall' });
    return server.notes();
  }),
  call('C94', 'what was set does not change afterwards', (stage) =>
    unaryOf(
      stage,
      { ...setHeader('k', 'v'), mutate: true } as Step,
      { ...setTrailer('k', 'v'), mutate: true } as Step,
    ),
  ),
  onServer(
    'C95',
    'an error without a header is trailers-only',
    async (stage) => {
      const fail: Step = { do: 'fail', code: 5, text: 'no' };
      const server = await stage.serve({
        UnaryCall: [setTrailer('t', '1'), fail],
        FullDuplexCall: [setTrailer('t', '1'), fail],
      });
      const unary = await stage.wire.request(server.port, unaryRequest());
      const stream = await stage.wire.request(server.port, [
        { do: 'headers', fields: requestFields('FullDuplexCall'), end: true },
        { do: 'read' },
      ]);
      return { unary: ending(unary), stream: ending(stream), trailer: values(unary.frames.at(-1), 't') };
    },
    { differs: { Connect: 'an error of Connect has a header block of its own' } },
  ),
  onServer('C96', 'an error after setHeader has a header block of its own', async (stage) => {
    const server = await stage.serve({
      UnaryCall: [setHeader('h', '1'), setTrailer('t', '1'), { do: 'fail', code: 5, text: 'no' }],
    });
    const exchange = await stage.wire.request(server.port, unaryRequest());
    const { frames } = exchange;
    return { end: ending(exchange), header: values(frames[0], 'h'), trailer: values(frames.at(-1), 't') };
  }),
  call('C98', 'a derived context reaches the response', (stage) =>
    unaryOf(
      stage,
      { do: 'derive', ctx: [{ do: 'value', key: 'k', text: 'v' }] },
      noted('WithValue', setHeader('a', '1')),
      { do: 'derive', ctx: [{ do: 'withCancel', label: 'c' }] },
      noted('WithCancel', setHeader('b', '1')),
      { do: 'derive', ctx: [{ do: 'withoutCancel' }] },
      noted('WithoutCancel', setTrailer('c', '1')),
    ),
  ),
  call('C99', 'reserved names in a trailer are dropped, others of gRPC sent', (stage) =>
    unaryOf(stage, setTrailer('grpc-status', '5', 'grpc-message', 'mine', 'grpc-retry-pushback-ms', '10')),
  ),
  call('C100', 'header after the client has cancelled', async (stage) => {
    const server = await stage.serve({
      UnaryCall: [
        { do: 'signal', label: 'in' },
        { do: 'waitDone' },
        noted('setHeader', setHeader('k', '1')),
        noted('sendHeader', { do: 'sendHeader', pairs: ['k', '1'] }),
        noted('setTrailer', setTrailer('k', '1')),
      ],
    });
    const { status } = await stage.call(server, {
      method: 'UnaryCall',
      ctx: [{ do: 'withCancel', label: 'c' }],
      meanwhile: [
        { do: 'await', label: 'in' },
        { do: 'cancel', label: 'c' },
      ],
    });
    return { status, ...(await server.notes()) };
  }),
  call(
    'C103',
    'the status of an error that a handler returns',
    async (stage) => {
      const statuses: Record<string, string> = {};
      const fail: Record<string, Step> = {
        status: { do: 'fail', code: 5, text: 'no such thing' },
        'a status, wrapped': { do: 'fail', kind: 'wrapped', code: 5, text: 'no such thing' },
        'context.Canceled': { do: 'fail', kind: 'canceled' },
        'context.DeadlineExceeded': { do: 'fail', kind: 'deadline' },
        'context.DeadlineExceeded, wrapped': { do: 'fail', kind: 'wrapped deadline' },
        'a plain error': { do: 'fail', kind: 'plain', text: 'secret path' },
      };
      for (const [name, step] of Object.entries(fail)) {
        const { outcome } = await stage.exchange('UnaryCall', [step]);
        statuses[name] = outcome.status;
      }
      return statuses;
    },
    {
      differs: {
        'nice-grpc':
          'nice-grpc keeps the message of an unexpected error to itself and warns of it in the log; grpc-js sends it, as grpc-go does',
        Connect: 'Connect tells a client nothing of an unexpected error, and calls it INTERNAL',
      },
    },
  ),
];
