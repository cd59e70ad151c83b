import { type Case, call } from '../support/case';
import type { Channel, Derive, Step } from '../support/script';
import type { Stage } from '../support/stage';

const bare: Step = { do: 'derive', ctx: [{ do: 'background' }] };
const fake: Derive = { do: 'fakeStream', label: '/fake.Service/Method' };

const retrying: Channel = {
  serviceConfig: JSON.stringify({
    methodConfig: [
      {
        name: [{}],
        retryPolicy: {
          maxAttempts: 3,
          initialBackoff: '0.01s',
          maxBackoff: '0.01s',
          backoffMultiplier: 1,
          retryableStatusCodes: ['UNAVAILABLE'],
        },
      },
    ],
  }),
};

/** F. Header and trailer through contexts of several kinds. */
export const responseContexts: readonly Case[] = [
  call('C93', 'header and trailer in a context without a stream', async (stage) => {
    const { notes } = await stage.exchange('UnaryCall', [
      bare,
      { do: 'setHeader', pairs: ['k', 'v'], as: 'setHeader' },
      { do: 'sendHeader', pairs: ['k', 'v'], as: 'sendHeader' },
      { do: 'setTrailer', pairs: ['k', 'v'], as: 'setTrailer' },
      { do: 'setHeader', pairs: [], as: 'empty setHeader' },
      { do: 'sendHeader', pairs: [], as: 'empty sendHeader' },
      { do: 'setTrailer', pairs: [], as: 'empty setTrailer' },
    ]);
    return notes;
  }),
  call(
    'C97',
    'an error after setHeader is not retried',
    async (stage) => ({
      'calls with a header set': await attempts(stage, [{ do: 'setHeader', pairs: ['k', 'v'] }]),
      'calls without': await attempts(stage, []),
    }),
    { notApplicable: { Connect: 'Connect has no service config: the interceptor retry makes calls again' } },
  ),
  call('C101', 'a ServerTransportStream of your own', async (stage) => {
    const { notes } = await stage.exchange('UnaryCall', [
      { do: 'derive', ctx: [{ do: 'background' }, fake] },
      { do: 'method', as: 'method' },
      { do: 'setHeader', pairs: ['k', '1'] },
      { do: 'sendHeader', pairs: ['k', '2'] },
      { do: 'setTrailer', pairs: ['k', '3'] },
      { do: 'told', label: '/fake.Service/Method', as: 'told' },
    ]);
    return notes;
  }),
  call('C102', 'the method of a call', async (stage) => {
    const steps: Step[] = [{ do: 'method', as: 'in the handler' }, bare, { do: 'method', as: 'elsewhere' }];
    return [
      (await stage.exchange('UnaryCall', steps)).notes,
      (await stage.exchange('FullDuplexCall', steps)).notes,
    ];
  }),
];

async function attempts(stage: Stage, steps: readonly Step[]): Promise<number> {
  const server = await stage.serve({ UnaryCall: [...steps, { do: 'fail', code: 14, text: 'again' }] });
  await stage.call(server, { method: 'UnaryCall' }, retrying);
  return (await server.records(1)).length;
}
