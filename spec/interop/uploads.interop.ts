import { Status } from 'nice-grpc-common';
import { statusOf } from '../../lib/grpc';
import { connectShapes } from '../support/connect-upload-shapes';
import { Echo } from '../support/echo';
import { Moment } from '../support/moment';
import { type End, type Shape, shapes } from '../support/upload-shapes';
import { Board } from './support/board';
import { goPrograms } from './support/go-build';
import { GoParty } from './support/go-party';
import { LinePeer } from './support/line-peer';
import { pythonPeer } from './support/python-build';

// Uploads that clients of other languages cut off, in each shape and each style of reading, beside what a server of grpc-go's reports of
// the same: cases C163 and C164 play Go's server against the same client.

const kinds = { clientStream: 'StreamingInputCall', bidi: 'FullDuplexCall' } as const;
type Kind = keyof typeof kinds;

const pathOf = (kind: Kind) => `/grpc.testing.TestService/${kinds[kind]}`;

/** `Echo` under the names that the clients call; its messages are looked at by nobody. */
const definition: typeof Echo = {
  ...Echo,
  clientStream: { ...Echo.clientStream, path: pathOf('clientStream'), requestDeserialize: () => ({}) },
  bidi: { ...Echo.bidi, path: pathOf('bidi'), requestDeserialize: () => ({}) },
};

/** What became of a read that was cut off: grpc-go says the same words. */
const ends = {
  cancel: [[Status.CANCELLED, 'context canceled']],
  // Which of two clocks is first is a race: a client resets its stream at its deadline.
  deadline: [
    [Status.DEADLINE_EXCEEDED, 'context deadline exceeded'],
    [Status.CANCELLED, 'context canceled'],
  ],
} as const;
type How = keyof typeof ends;

/** A client that begins an upload of one message. */
type Upload = (port: number, kind: Kind, how: How) => Promise<Running>;

/** An upload that has begun. */
interface Running {
  cut(): unknown;
  /** Ends the client, which goes on as if nothing had been until then, and may close its side of the stream. */
  end(): Promise<unknown>;
}

let go: LinePeer;
let python: LinePeer;
let runs = 0;

beforeAll(() => {
  go = new LinePeer(goPrograms().peer);
  const { command, args } = pythonPeer();
  python = new LinePeer(command, args);
}, 300_000);

afterAll(async () => {
  await Promise.all([go.stop(), python.stop()]);
});

const clients: Record<string, Upload> = {
  async 'grpc-go'(port, kind, how) {
    const board = new Board(`upload ${++runs}`);
    const party = new GoParty(go);
    const call = {
      method: kinds[kind],
      ctx: [how === 'cancel' ? { do: 'withCancel', label: 'c' } : { do: 'withTimeout', ns: 300e6 }],
      steps: [
        { do: 'send', text: 'm' },
        { do: 'await', label: 'over' },
      ],
      meanwhile:
        how === 'cancel'
          ? [
              { do: 'await', label: 'cut' },
              { do: 'cancel', label: 'c' },
            ]
          : [],
    } as Parameters<GoParty['call']>[3][number];
    const called = party.call(board, port, {}, [call], false);
    return {
      cut: () => board.raise('cut'),
      async end() {
        board.raise('over');
        await called;
        await party.end(board);
      },
    };
  },
  async grpclib(port, kind, how) {
    const timeout = how === 'deadline' ? { timeout: 0.3 } : {};
    await python.ask('upload', { port, path: pathOf(kind), bidi: kind === 'bidi', ...timeout });
    let cutting: Promise<unknown> | undefined;
    const cut = () => {
      cutting ??= python.ask('cut', { port, wait: how === 'deadline' });
      return cutting;
    };
    return { cut, end: cut };
  },
};

async function cutOff(shape: Shape, upload: Upload, kind: Kind, how: How): Promise<End> {
  const [read, end] = [new Moment(), new Moment<End>()];
  let reads = 0;
  const listening = await shape.listen(definition, end.come, () => {
    if (++reads === 2) read.come(); // the first is the start
  });
  try {
    const client = await upload(listening.port, kind, how);
    if (how === 'cancel') {
      await read.came;
      client.cut();
    }
    const seen = await end.came;
    client.cut();
    await client.end();
    return seen;
  } finally {
    listening.stop();
  }
}

for (const [name, upload] of Object.entries(clients))
  for (const how of ['cancel', 'deadline'] as const)
    describe(`an upload of ${name} that ends by its ${how} is never a whole one`, () => {
      for (const shape of [...shapes, ...connectShapes])
        it.each(Object.keys(kinds) as Kind[])(`${shape.name}: %s`, async (kind) => {
          const { messages, error, err } = await cutOff(shape, upload, kind, how);
          const { code, details } = Object(statusOf(error));
          expect(messages).toBe(1);
          expect(ends[how]).toContainEqual([code, details]);
          expect(err?.message).toBe(details); // the context had ended, and so
        });
    });
