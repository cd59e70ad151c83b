import { type Case, call, reasons } from '../support/case';
import type { Call, Derive, Outcome, Step } from '../support/script';
import type { Server } from '../support/stage';
import { own, valuesOf } from './seen';

const both: readonly Step[] = [
  { do: 'setHeader', pairs: ['h', '1'] },
  { do: 'setTrailer', pairs: ['t', '1'] },
];
const failing: Step = { do: 'fail', code: 5, text: 'no' };

function got({ status, header, trailer }: Outcome): unknown {
  return { status, header: own(header), trailer: own(trailer) };
}

/** Whether a target was left as it was, emptied, or filled. */
function target(md: unknown): string {
  if (md === null) return 'nil';
  if (valuesOf(md, 'untouched').length > 0) return 'untouched';
  return Object.keys(own(md)).length === 0 ? 'empty' : 'filled';
}

const neverStarted: ReadonlyArray<readonly Derive[]> = [
  [{ do: 'cancelled' }],
  [{ do: 'withTimeout', ns: -1 }],
  [{ do: 'append', pairs: ['bad key', 'v'] }],
];

/** G. What a caller gets of a response. */
export const callers: readonly Case[] = [
  call('C104', 'header and trailer are filled on success', async (stage) => {
    const { outcome } = await stage.exchange('UnaryCall', both);
    return { ...Object(got(outcome)), 'has content-type': valuesOf(outcome.header, 'content-type').length };
  }),
  call('C105', 'trailer is filled on failure, header if one was sent', async (stage) => {
    const sent = await stage.exchange('UnaryCall', [...both, failing]);
    const unsent = await stage.exchange('UnaryCall', [{ do: 'setTrailer', pairs: ['t', '1'] }, failing]);
    return { 'header sent': got(sent.outcome), 'no header': got(unsent.outcome) };
  }),
  call(
    'C106',
    'a trailers-only response takes away the header, and its content-type is in the trailer',
    async (stage) => {
      const { outcome } = await stage.exchange('UnaryCall', [failing]);
      return {
        header: target(outcome.header),
        'content-type in the trailer': valuesOf(outcome.trailer, 'content-type').length,
      };
    },
    {
      differs: reasons(
        'an MD is an object that the caller owns: it is emptied, it cannot become nil',
        'an MD is an object that the caller owns: it is emptied, it cannot become nil; an error of Connect has a header block of its own',
      ),
    },
  ),
  call('C107', 'a call that never started fills nothing', async (stage) => {
    const server = await stage.serve({ UnaryCall: [] });
    const outcomes = await stage.calls(
      server,
      neverStarted.map((ctx) => ({ method: 'UnaryCall', ctx })),
    );
    return outcomes.map(({ status, header, trailer }) => ({
      status,
      header: target(header),
      trailer: target(trailer),
    }));
  }),
  call('C108', 'no trailer is an empty one', async (stage) => {
    const { outcome } = await stage.exchange('UnaryCall', []);
    return target(outcome.trailer);
  }),
  call('C109', 'the header of a stream can be read twice', async (stage) => {
    const { outcome } = await stage.exchange('FullDuplexCall', [{ do: 'sendHeader', pairs: ['k', 'v'] }], {
      steps: [
        { do: 'header', as: 'first' },
        { do: 'header', as: 'second' },
      ],
    });
    return { first: own(read(outcome, 'first')), second: own(read(outcome, 'second')) };
  }),
  call('C110', 'the header of a stream that failed trailers-only', async (stage) => {
    const { outcome } = await stage.exchange('FullDuplexCall', [failing], {
      steps: [
        { do: 'header', as: 'header' },
        { do: 'recv', as: 'recv' },
      ],
    });
    return { header: own(read(outcome, 'header')), recv: outcome.notes.recv };
  }),
  call('C111', 'the header of a stream comes before any message', async (stage) => {
    const server = await stage.serve({
      FullDuplexCall: [
        { do: 'await', label: 'waiting' },
        { do: 'sendHeader', pairs: ['k', 'v'] },
        { do: 'await', label: 'header seen' },
      ],
    });
    const outcome = await stage.call(server, {
      method: 'FullDuplexCall',
      steps: [
        { do: 'signal', label: 'waiting' },
        { do: 'header', as: 'header' },
        { do: 'signal', label: 'header seen' },
      ],
    });
    return own(read(outcome, 'header'));
  }),
  call('C112', 'the peer of a call, when it succeeded and when it failed', async (stage) => {
    const server = await stage.serve({ UnaryCall: [], EmptyCall: [failing] });
    const ok = await stage.call(server, { method: 'UnaryCall' });
    const failed = await stage.call(server, { method: 'EmptyCall' });
    return { ok: addr(ok, server), failed: addr(failed, server) };
  }),
  call('C113', 'OnFinish is called once, after the trailer was filled', async (stage) => {
    const server = await stage.serve({
      UnaryCall: [{ do: 'setTrailer', pairs: ['t', '1'] }],
      EmptyCall: [failing],
    });
    const of = async (one: Call) => {
      const { finished } = await stage.call(server, one, { onFinish: true });
      return { told: finished[0], 'trailer then': valuesOf(finished[1], 't'), times: finished.length / 2 };
    };
    return {
      ok: await of({ method: 'UnaryCall' }),
      failed: await of({ method: 'EmptyCall' }),
      cancelled: await of({ method: 'UnaryCall', ctx: [{ do: 'cancelled' }] }),
    };
  }),
  call('C114', 'header and trailer are filled before a cancelled stream ends', async (stage) => {
    const server = await stage.serve({
      FullDuplexCall: [
        { do: 'sendHeader', pairs: ['h', '1'] },
        { do: 'send', text: 'm' },
        { do: 'waitDone' },
      ],
    });
    const count = 100;
    const outcomes = await stage.calls(
      server,
      Array.from({ length: count }, (_, i) => ({
        method: 'FullDuplexCall' as const,
        ctx: [{ do: 'withCancel' as const, label: `c${i}` }],
        steps: [
          { do: 'recv' as const, as: 'first' },
          { do: 'cancel' as const, label: `c${i}` },
        ],
      })),
      true,
    );
    const seen = outcomes.map(
      ({ status, header, trailer }) => `${status}, header ${target(header)}, trailer ${target(trailer)}`,
    );
    return [...new Set(seen)];
  }),
  call(
    'C115',
    'waitForReady',
    async (stage) => {
      const nowhere = { port: 1 };
      const quick = await stage.call(nowhere, { method: 'UnaryCall' });
      const patient = await stage.call(nowhere, {
        method: 'UnaryCall',
        waitForReady: true,
        ctx: [{ do: 'withTimeout', ns: 50e6 }],
      });
      return {
        quick: quick.status.split(' ')[0],
        patient: patient.status.split(' ')[0],
        'names the last error': /connect/.test(patient.status),
      };
    },
    {
      differs: reasons(
        'grpc-js tells nobody why a connection failed while calls wait for one',
        'no transport of Connect waits for a connection: a call that asks for it is refused',
      ),
    },
  ),
];

function read(outcome: Outcome, note: string): unknown {
  const header = outcome.notes[note];
  return typeof header === 'object' && header !== null && 'md' in header ? header.md : undefined;
}

/** Whether the peer is the server; grpc-go's program says so itself. */
function addr({ peer }: Outcome, { port }: Server): string {
  const at = typeof peer === 'object' && peer !== null && 'addr' in peer ? String(peer.addr) : 'none';
  return at === `127.0.0.1:${port}` || at === '127.0.0.1:server' ? 'the server' : at;
}
