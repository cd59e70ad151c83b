import { type CallContext, ClientError, ServerError, Status } from 'nice-grpc';
import { Canceled, DeadlineExceeded, withCancel } from '../../../lib/context';
import { setHeader, setTrailer } from '../../../lib/grpc';
import { MD, Pairs } from '../../../lib/metadata';
import { createClient } from '../../../lib/nice-grpc';
import { Echo, type Message } from '../../support/echo';
import { each } from '../../support/queue';
import { Stage } from '../stage';

const secret = 'hush-4711';

class AbortError extends Error {
  override readonly name = 'AbortError';
}

const downstream = new ClientError('/down.Stream/Method', Status.ALREADY_EXISTS, 'there it is');

/** What a handler throws, and the status of its call. */
const table: ReadonlyArray<[string, unknown, Status, string]> = [
  ['a ServerError', new ServerError(Status.NOT_FOUND, 'not here'), Status.NOT_FOUND, 'not here'],
  ['the ClientError of a call that it made', downstream, Status.ALREADY_EXISTS, 'there it is'],
  ['Canceled', Canceled, Status.CANCELLED, 'context canceled'],
  ['DeadlineExceeded', DeadlineExceeded, Status.DEADLINE_EXCEEDED, 'context deadline exceeded'],
  ['what Canceled caused', new Error('no time', { cause: Canceled }), Status.CANCELLED, 'no time'],
  [
    'what a ClientError caused, far away',
    new Error('outer', { cause: new Error('inner', { cause: downstream }) }),
    Status.ALREADY_EXISTS,
    'outer',
  ],
  [
    'what a ServerError caused',
    new Error('outer', { cause: new ServerError(Status.ABORTED, 'inner') }),
    Status.ABORTED,
    'outer',
  ],
  ['an AbortError', new AbortError(secret), Status.CANCELLED, 'The operation was cancelled'],
  ['an error of its own', new Error(secret), Status.UNKNOWN, 'Unknown server error occurred'],
  ['what is no error', secret, Status.UNKNOWN, 'Unknown server error occurred'],
  ['nothing', undefined, Status.UNKNOWN, 'Unknown server error occurred'],
];

describe('what a handler throws', () => {
  const stage = new Stage();
  const warned: unknown[] = [];

  beforeEach(() => {
    jest.spyOn(process, 'emitWarning').mockImplementation((warning) => {
      warned.push(warning);
    });
  });

  afterEach(() => {
    stage.close();
    jest.restoreAllMocks();
  });

  describe.each(table)('%s', (_what, error, code, details) => {
    function fail(context: CallContext): never {
      setHeader(Pairs('k', 'header'));
      setTrailer(Pairs('k', 'trailer'));
      context.header.set('own', 'header');
      context.trailer.set('own', 'trailer');
      throw error;
    }

    async function connect() {
      const channel = await stage.listen({
        unary: async (_, context) => fail(context),
        clientStream: async (_, context) => fail(context),
        // biome-ignore lint/correctness/useYield: it fails before
        serverStream: async function* (_, context) {
          fail(context);
        },
        async *bidi(requests, context) {
          for await (const request of requests) {
            yield request;
            context.trailer.set('k', 'after a message');
            throw error;
          }
        },
      });
      return createClient(Echo, channel);
    }

    it('is the status, with the header and trailer that were set', async () => {
      const client = await connect();
      const calls = [
        (options: object) => client.unary({}, options),
        (options: object) => client.clientStream(each<Message>({}), options),
        (options: object) => drain(client.serverStream({}, options)),
      ];
      for (const call of calls) {
        const [header, trailer] = [new MD(), new MD()];
        const failure = await call({ header, trailer }).catch((failure: unknown) => failure);
        expect(failure).toBeInstanceOf(ClientError);
        expect(failure).toMatchObject({ code, details });
        expect(String(failure)).not.toContain(secret);
        expect([header.get('k'), header.get('own')]).toEqual([['header'], ['header']]);
        expect([trailer.get('k'), trailer.get('own')]).toEqual([['trailer'], ['trailer']]);
      }
    });

    it('is the status after messages, too', async () => {
      const client = await connect();
      const trailer = new MD();
      const messages: Message[] = [];
      const reading = (async () => {
        for await (const message of client.bidi(each<Message>({}), { trailer })) messages.push(message);
      })();
      await expect(reading).rejects.toMatchObject({ code, details });
      expect(messages).toEqual([{}]);
      expect([...trailer]).toEqual([['k', ['after a message']]]);
    });
  });

  it('is the end of a call that it made, when its own call has ended', async () => {
    const back = createClient(
      Echo,
      await stage.listen({
        unary: (_, { signal }) =>
          new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      }),
    );
    const front = createClient(
      Echo,
      await stage.listen({
        unary: () => {
          const [ctx, cancel] = withCancel();
          const answer = back.unary({}, { ctx });
          setImmediate(cancel);
          return answer;
        },
      }),
    );
    await expect(front.unary({})).rejects.toMatchObject({
      code: Status.CANCELLED,
      details: 'context canceled',
    });
  });
});

async function drain(responses: AsyncIterable<Message>): Promise<void> {
  for await (const _ of responses);
}
