import { own, valuesOf } from '../cases/seen';
import { connect } from '../mdctx/connect';
import { grpcJs } from '../mdctx/grpc-js';
import { niceGrpc } from '../mdctx/nice-grpc';
import { MdctxParty } from '../mdctx/party';
import { Board } from '../support/board';
import { LinePeer } from '../support/line-peer';
import { pythonPeer } from '../support/python-build';
import type { Call, Outcome, Step } from '../support/script';
import type { Extra } from '../support/table';

const parties = {
  'nice-grpc': new MdctxParty(niceGrpc),
  'grpc-js': new MdctxParty(grpcJs),
  Connect: new MdctxParty(connect),
};
const names = Object.keys(parties) as Array<keyof typeof parties>;

type PairList = ReadonlyArray<readonly [string, string]>;

/** What grpclib's handler saw of a call. */
interface Seen {
  readonly metadata: PairList;
  readonly left: number | null;
  readonly peer: string;
  readonly ended: 'returned' | 'cancelled';
}

/** What grpclib's client got of a response. */
interface Got {
  readonly status: string;
  readonly message: string | null;
  readonly initial: PairList | null;
  readonly trailing: PairList | null;
  readonly peer: string;
}

const bytes = '\x00\x7f\xff';
const pairs = [
  'k',
  'v1',
  'k',
  'v2',
  'k',
  'a, b',
  'k-bin',
  bytes,
  'k-bin',
  '',
  'authorization',
  'x',
  'authorization',
  'y',
];
const lists = { k: ['v1', 'v2', 'a, b'], 'k-bin': [bytes, ''], authorization: ['x', 'y'] };
const twos: PairList = Array.from({ length: pairs.length / 2 }, (_, i) => [
  pairs[2 * i] ?? '',
  pairs[2 * i + 1] ?? '',
]);

let runs = 0;

/** Runs mdctx against grpclib, in both directions. Returns a table that fills as the cases pass. */
export function grpclib(): Extra & { versions(): Promise<Record<string, string>> } {
  const passed = new Set<string>();
  const cases = new Set<string>();
  let peer: LinePeer;

  beforeAll(() => {
    const { command, args } = pythonPeer();
    peer = new LinePeer(command, args);
  }, 300_000);
  afterAll(() => peer.stop());

  describe.each(names)('mdctx on %s with grpclib', (name) => {
    const party = parties[name];
    let board: Board;
    beforeEach(() => {
      board = new Board(`grpclib ${++runs}`);
    });
    afterEach(() => party.end(board));

    const test = (title: string, run: () => Promise<void>) => {
      cases.add(title);
      it(title, async () => {
        await run();
        passed.add(`${name} ${title}`);
      });
    };

    /** Calls a grpclib server that answers as `answer` says. */
    const call = async (
      answer: object,
      one: Omit<Call, 'method'>,
    ): Promise<{ outcome: Outcome; seen: Seen }> => {
      const { port } = await peer.ask<{ port: number }>('serve', answer);
      const [outcome] = await party.call(board, port, {}, [{ method: 'UnaryCall', ...one }], false);
      const [seen] = await peer.ask<Seen[]>('records', { port, ended: 1 });
      await peer.ask('end', { port });
      if (outcome === undefined || seen === undefined)
        throw new Error('spec/interop: grpclib: no call was made');
      return { outcome, seen };
    };

    /** Has grpclib call a server that does `steps`. */
    const called = async (steps: readonly Step[], args: object = {}) => {
      const port = await party.serve(board, { methods: { UnaryCall: steps } });
      const got = await peer.ask<Got>('call', { port, metadata: [], ...args });
      const [record] = await party.records(board, port, 1);
      return { got, notes: record?.notes ?? {} };
    };

    test('metadata of a client arrives as lists, in order', async () => {
      const { seen } = await call({}, { ctx: [{ do: 'newOutgoing', pairs: pairs.slice(0, 10) }] });
      expect(seen.metadata).toEqual(expect.arrayContaining(twos.slice(0, 5).map((pair) => [...pair])));
      expect(seen.metadata.filter(([key]) => key === 'k').map(([, value]) => value)).toEqual(lists.k);
      expect(seen.peer).toBe('127.0.0.1');
    });

    test('metadata arrives at a server as lists, in order', async () => {
      const { notes } = await called([{ do: 'incoming', as: 'md' }], { metadata: twos });
      expect(own(notes.md)).toEqual(lists);
      expect(valuesOf(notes.md, 'user-agent')[0]).toContain('grpc-python-grpclib');
    });

    test('header and trailer arrive at a client as lists, in order', async () => {
      const { outcome } = await call({ initial: twos, trailing: twos }, {});
      expect(outcome.status).toBe('ok');
      expect([own(outcome.header), own(outcome.trailer)]).toEqual([lists, lists]);
    });

    test('header and trailer of a server arrive as lists, in order', async () => {
      const plain = pairs.slice(0, 10);
      const { got } = await called([
        { do: 'setHeader', pairs: plain },
        { do: 'setTrailer', pairs: plain },
      ]);
      const of = (list: PairList | null, key: string) =>
        (list ?? []).filter(([k]) => k === key).map(([, v]) => v);
      expect(got.status).toBe('OK');
      for (const list of [got.initial, got.trailing]) {
        expect([of(list, 'k'), of(list, 'k-bin')]).toEqual([lists.k, lists['k-bin']]);
      }
      expect(got.peer).toBe('127.0.0.1');
    });

    test('a status, with its trailer, arrives at a client', async () => {
      const { outcome } = await call({ code: 7, message: 'nein, 系统', trailing: [['t', '1']] }, {});
      expect(outcome.status).toBe('PermissionDenied "nein, 系统"');
      expect(own(outcome.trailer)).toEqual({ t: ['1'] });
    });

    test('a status of a server arrives, with its trailer and the header that was set', async () => {
      const { got } = await called([
        { do: 'setHeader', pairs: ['h', '1'] },
        { do: 'setTrailer', pairs: ['t', '1'] },
        { do: 'fail', code: 7, text: 'nein' },
      ]);
      expect(got).toMatchObject({ status: 'PERMISSION_DENIED', message: 'nein' });
      expect(got.initial).toContainEqual(['h', '1']);
      expect(got.trailing).toContainEqual(['t', '1']);
    });

    test('a deadline of a client arrives, and ends the call and its handler', async () => {
      const { outcome, seen } = await call({ hang: true }, { ctx: [{ do: 'withTimeout', ns: 500e6 }] });
      expect(outcome.status).toBe('DeadlineExceeded "context deadline exceeded"');
      expect(seen.left).toBeGreaterThan(0);
      expect(seen.left).toBeLessThanOrEqual(0.5);
      expect(seen.ended).toBe('cancelled');
    });

    test('a deadline arrives at a server and ends the context of its handler', async () => {
      const { notes } = await called(
        [{ do: 'deadline', as: 'left' }, { do: 'waitDone' }, { do: 'err', as: 'err' }],
        { timeout: 0.5 },
      );
      expect(notes.left).toBeGreaterThan(0);
      expect(notes.left).toBeLessThanOrEqual(500e6);
      expect(notes.err).toBe('context deadline exceeded');
    });

    test('the peer of a handler', async () => {
      const { notes } = await called([{ do: 'peer', as: 'peer' }]);
      expect(notes.peer).toEqual({
        addr: '127.0.0.1:other',
        localAddr: '127.0.0.1:server',
        authInfo: 'none',
      });
    });
  });

  return {
    title: 'grpclib',
    intro:
      'mdctx against grpclib, the Python implementation: metadata, deadline, status and peer, in both directions.',
    columns: ['Case', ...names.map((name) => `mdctx on ${name}`)],
    get rows() {
      return [...cases].map((title) => [
        title,
        ...names.map((name) => (passed.has(`${name} ${title}`) ? 'passes' : 'FAILS')),
      ]);
    },
    versions: () => peer.ask('hello'),
  };
}
