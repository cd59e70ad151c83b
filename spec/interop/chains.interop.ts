import { own, valuesOf } from './cases/seen';
import { connect } from './mdctx/connect';
import { grpcJs } from './mdctx/grpc-js';
import { niceGrpc } from './mdctx/nice-grpc';
import { MdctxParty } from './mdctx/party';
import { Board } from './support/board';
import { goPrograms } from './support/go-build';
import { GoParty } from './support/go-party';
import { LinePeer } from './support/line-peer';
import type { Call, Derive, Metadata, Method, Outcome, Step } from './support/script';

// Go calls mdctx, which calls Go: what goes down arrives, and what comes up. Beside it the same of three services of Go.

let peer: LinePeer;
let go: GoParty;
let runs = 0;

beforeAll(() => {
  peer = new LinePeer(goPrograms().peer);
  go = new GoParty(peer);
}, 300_000);

afterAll(() => peer.stop());

const middles = {
  'nice-grpc': new MdctxParty(niceGrpc),
  'grpc-js': new MdctxParty(grpcJs),
  Connect: new MdctxParty(connect),
};

/** What the parties of a chain saw. */
interface Chain {
  readonly outcome: Outcome;
  readonly middle: Readonly<Record<string, unknown>>;
  readonly last: Readonly<Record<string, unknown>>;
}

/** What the parties of a chain do: the first calls with `call`, the middle with `next` after `before`. */
interface Script {
  readonly method?: Method;
  readonly call?: Omit<Call, 'method'>;
  readonly before?: readonly Step[];
  readonly next?: Omit<Call, 'method'>;
  readonly last: readonly Step[];
}

const bytes = '\x00\x7f\xff';
const pairs = ['k', 'v1', 'k', 'v2', 'k', 'a, b', 'k-bin', bytes, 'k-bin', ''];
const lists: Metadata = { k: ['v1', 'v2', 'a, b'], 'k-bin': [bytes, ''] };

async function chained(on: keyof typeof middles | 'grpc-go', script: Script): Promise<Chain> {
  const { method = 'UnaryCall', call = {}, before = [], next = {}, last } = script;
  const board = new Board(`chain ${++runs}`);
  const middle = on === 'grpc-go' ? go : middles[on];
  try {
    const c = await go.serve(board, { methods: { [method]: last } });
    const down: Step = { do: 'call', as: 'down', kind: 'return error', call: { method, port: c, ...next } };
    const b = await middle.serve(board, {
      methods: { [method]: [...before, down, { do: 'err', as: 'err' }] },
    });
    const [outcome] = await go.call(board, b, {}, [{ method, ...call }], false);
    const [ofMiddle] = await middle.records(board, b, 1);
    const [ofLast] = await go.records(board, c, 1);
    if (outcome === undefined || ofMiddle === undefined || ofLast === undefined)
      throw new Error('spec/interop: a call of the chain was not made');
    return { outcome, middle: ofMiddle.notes, last: ofLast.notes };
  } finally {
    await Promise.all([go.end(board), middle.end(board)]);
  }
}

const kinds = ['UnaryCall', 'FullDuplexCall', 'StreamingInputCall', 'StreamingOutputCall'] as const;

describe.each(['grpc-go', 'nice-grpc', 'grpc-js', 'Connect'] as const)(
  'Go calls %s, which calls Go',
  (on) => {
    it.each(kinds)('%s: what is forwarded goes down as lists, and nothing else', async (method) => {
      const ctx: Derive[] = [{ do: 'append', pairs: [...pairs, 'secret', 'x'] }];
      const { last } = await chained(on, {
        method,
        call: { ctx },
        next: {
          ctx: [
            { do: 'forward', key: 'k' },
            { do: 'forward', key: 'k-bin' },
          ],
        },
        last: [{ do: 'incoming', as: 'md' }],
      });
      expect(own(last.md)).toEqual(lists);
    });

    it.each(kinds)('%s: header and trailer come up as lists, with an error too', async (method) => {
      const { outcome, middle } = await chained(on, {
        method,
        before: [
          { do: 'setHeader', pairs },
          { do: 'setTrailer', pairs },
        ],
        last: [
          { do: 'setHeader', pairs },
          { do: 'setTrailer', pairs },
          {
            do: 'fail',
            kind: 'details',
            code: 5,
            text: Buffer.from('no such book, 系统').toString('latin1'),
            key: 'why',
          },
        ],
      });
      const down = Object(middle.down);
      for (const { status, header, trailer } of [down, outcome]) {
        expect(status).toBe('NotFound "no such book, 系统"');
        expect(own(header)).toEqual(lists);
        expect(own(trailer)).toMatchObject(lists);
      }
      const details = valuesOf(down.trailer, 'grpc-status-details-bin');
      expect(details).toEqual([expect.stringContaining('google.protobuf.StringValue')]);
      expect(valuesOf(outcome.trailer, 'grpc-status-details-bin')).toEqual(details); // byte for byte
    });

    it.each(kinds)('%s: a deadline goes down, and ends all three', async (method) => {
      const { outcome, last } = await chained(on, {
        method,
        call: { ctx: [{ do: 'withTimeout', ns: 200e6 }] },
        last: [{ do: 'deadline', as: 'left' }, { do: 'waitDone' }, { do: 'err', as: 'err' }],
      });
      expect(last.left).toBeLessThan(200e6);
      expect(last.left).toBeGreaterThan(0);
      expect(last.err).toMatch(/^context (deadline exceeded|canceled)$/); // a reset may be first
      expect(outcome.status).toMatch(/^DeadlineExceeded /); // the text is that of who saw it first
    });

    it.each(kinds)('%s: a cancellation goes down', async (method) => {
      const { outcome, last } = await chained(on, {
        method,
        call: {
          ctx: [{ do: 'withCancel', label: 'c' }],
          meanwhile: [
            { do: 'await', label: 'in' },
            { do: 'cancel', label: 'c' },
          ],
        },
        last: [{ do: 'signal', label: 'in' }, { do: 'waitDone' }, { do: 'err', as: 'err' }],
      });
      expect([outcome.status, last.err]).toEqual(['Canceled "context canceled"', 'context canceled']);
    });
  },
);
