import { type Case, call } from '../support/case';
import { relayTo } from '../support/relay';
import type { Call, Derive, Method, Step } from '../support/script';
import type { Server, Stage } from '../support/stage';
import { own, valuesOf } from './seen';

const minute: Derive = { do: 'withTimeout', ns: 60e9 };

/** Starts C, told by `last`, and B, whose handler runs `before` and then calls C. */
async function chain(
  stage: Stage,
  last: readonly Step[],
  next: Omit<Call, 'method'> = {},
  method: Method = 'UnaryCall',
  before: readonly Step[] = [],
): Promise<{ b: Server; c: Server }> {
  const c = await stage.serve({ [method]: last });
  const down: Step = { do: 'call', as: 'downstream', call: { method, port: c.port, ...next } };
  const b = await stage.serve({ [method]: [...before, down, { do: 'err', as: 'err' }] });
  return { b, c };
}

/** J. What travels from call to call. */
export const propagation: readonly Case[] = [
  call('C145', 'the deadline travels on and shrinks; without one there is none', async (stage) => {
    const deadline: Step = { do: 'deadline', as: 'left' };
    const left = async (ctx: readonly Derive[]) => {
      const { b, c } = await chain(stage, [deadline], {}, 'UnaryCall', [deadline]);
      await stage.call(b, { method: 'UnaryCall', ctx });
      return [(await b.notes()).left, (await c.notes()).left].map((ns) => (ns === null ? null : Number(ns)));
    };
    const [inB, inC] = await left([minute]);
    const near = (ns: number | null | undefined) => typeof ns === 'number' && ns > 50e9 && ns <= 60e9;
    return {
      'B has it': near(inB),
      'C has it': near(inC),
      'C has no more than B': typeof inB === 'number' && typeof inC === 'number' && inC <= inB + 1e6, // whole ms, rounded up
      without: await left([]),
    };
  }),
  call('C146', 'cancellation travels on', async (stage) => {
    const { b, c } = await chain(stage, [
      { do: 'signal', label: 'in C' },
      { do: 'waitDone' },
      { do: 'err', as: 'err' },
    ]);
    const { status } = await stage.call(b, {
      method: 'UnaryCall',
      ctx: [{ do: 'withCancel', label: 'a' }],
      meanwhile: [
        { do: 'await', label: 'in C' },
        { do: 'cancel', label: 'a' },
      ],
    });
    const notes = await b.notes();
    const down = Object(notes.downstream).status;
    return { status, 'in B': notes.err, 'B gets of C': down, 'in C': (await c.notes()).err };
  }),
  call('C147', 'incoming metadata does not travel on', async (stage) => {
    const seen: Record<string, unknown> = {};
    for (const method of ['UnaryCall', 'FullDuplexCall'] as const) {
      const incoming: Step = { do: 'incoming', as: 'md' };
      const { b, c } = await chain(stage, [incoming], {}, method, [incoming]);
      await stage.call(b, { method, ctx: [{ do: 'append', pairs: ['secret', 'v'] }] });
      seen[method] = { B: own((await b.notes()).md), C: own((await c.notes()).md) };
    }
    return seen;
  }),
  call('C148', 'what is copied by name does', async (stage) => {
    const { b, c } = await chain(stage, [{ do: 'incoming', as: 'md' }], {
      ctx: [{ do: 'forward', key: 'request-id' }],
    });
    await stage.call(b, {
      method: 'UnaryCall',
      ctx: [{ do: 'append', pairs: ['request-id', '1', 'request-id', '2', 'secret', 'v'] }],
    });
    return own((await c.notes()).md);
  }),
  call('C149', 'a context that has ended starts no call', async (stage) => {
    const server = await stage.serve({ UnaryCall: [] });
    const of = async (...ctx: Derive[]) => {
      const calls = Array.from({ length: 50 }, () => ({ method: 'UnaryCall' as const, ctx }));
      return [...new Set((await stage.calls(server, calls, true)).map(({ status }) => status))];
    };
    const cancelled = await of({ do: 'cancelled' });
    const expired = await of({ do: 'withTimeout', ns: -1 });
    return { cancelled, expired, 'calls at the server': (await server.records(0)).length };
  }),
  call('C150', "a deadline ends the call and the handler's context", async (stage) => {
    const server = await stage.serve({
      UnaryCall: [{ do: 'waitDone' }, { do: 'err', as: 'err' }, { do: 'await', label: 'over' }],
    });
    const { status } = await stage.call(server, {
      method: 'UnaryCall',
      ctx: [{ do: 'withTimeout', ns: 250e6 }],
    });
    stage.board.raise('over');
    // the text is the server's if its clock is first: grpc-js has one of its own
    return { status: status.split(' ')[0], handler: eitherInGo(stage, (await server.notes()).err) };
  }),
  call('C153', 'the context of a handler that has returned is cancelled', async (stage) => {
    const server = await stage.serve({
      UnaryCall: [
        {
          do: 'spawn',
          steps: [
            { do: 'waitDone' },
            { do: 'err', as: 'err' },
            { do: 'derive', ctx: [{ do: 'withoutCancel' }] },
            { do: 'err', as: 'err of WithoutCancel' },
            { do: 'incoming', as: 'md' },
          ],
        },
      ],
    });
    const { status } = await stage.call(server, {
      method: 'UnaryCall',
      ctx: [{ do: 'append', pairs: ['k', 'v'] }],
    });
    const { md, ...notes } = await server.notes();
    return { status, ...notes, md: own(md) };
  }),
  call('C154', 'a dropped connection cancels the handler', async (stage) => {
    const server = await stage.serve({
      UnaryCall: [{ do: 'signal', label: 'in' }, { do: 'waitDone' }, { do: 'err', as: 'err' }],
    });
    const relay = await relayTo(server.port);
    const called = stage.call(relay, { method: 'UnaryCall' });
    await stage.board.await('in');
    relay.drop();
    const { status } = await called;
    relay.stop();
    return { status: status.split(' ')[0], ...(await server.notes()) };
  }),
  call('C155', 'a status that races with a cancellation comes whole or not at all', async (stage) => {
    const server = await stage.serve({
      UnaryCall: [
        { do: 'signal', label: 'in' },
        { do: 'await', label: 'go' },
        { do: 'setTrailer', pairs: ['t', '1'] },
        { do: 'fail', code: 7, text: 'no' },
      ],
    });
    const calls = Array.from({ length: 100 }, (_, i) => ({
      method: 'UnaryCall' as const,
      ctx: [{ do: 'withCancel' as const, label: `c${i}` }],
      meanwhile: [
        { do: 'await' as const, label: 'go' },
        { do: 'cancel' as const, label: `c${i}` },
      ],
    }));
    const called = stage.calls(server, calls, true);
    await stage.board.await('in');
    stage.board.raise('go');
    const broken = (await called).filter(({ status, trailer }) => {
      const has = valuesOf(trailer, 't').length > 0;
      return status.startsWith('PermissionDenied') !== has;
    });
    return `${broken.length} of ${calls.length} came in part`;
  }),
  call('C156', 'a deadline in 292 years arrives', async (stage) => {
    const ns = 2562047 * 3600e9;
    const { notes } = await stage.exchange('UnaryCall', [{ do: 'deadline', as: 'left' }], {
      ctx: [{ do: 'withTimeout', ns }],
    });
    return { 'within 5 s of it': Math.abs(Number(notes.left) - ns) < 5e9 };
  }),
  call('C157', 'outgoing metadata goes with every call of a context and of its children', async (stage) => {
    const c = await stage.serve({ UnaryCall: [{ do: 'incoming', as: 'md' }] });
    const down: Step = { do: 'call', call: { method: 'UnaryCall', port: c.port } };
    const b = await stage.serve({
      UnaryCall: [
        { do: 'derive', ctx: [{ do: 'append', pairs: ['k', 'v'] }] },
        down,
        down,
        {
          do: 'derive',
          ctx: [{ do: 'value', key: 'x', text: 'y' }, minute, { do: 'append', pairs: ['k', 'w'] }],
        },
        down,
      ],
    });
    await stage.call(b, { method: 'UnaryCall' });
    return (await c.records(3)).map(({ notes }) => valuesOf(notes.md, 'k'));
  }),
  call('C158', 'a thousand calls at once keep their metadata apart', async (stage) => {
    const server = await stage.serve({ UnaryCall: [{ do: 'echo', key: 'k' }] });
    const count = 1000;
    const outcomes = await stage.calls(
      server,
      Array.from({ length: count }, (_, i) => ({
        method: 'UnaryCall' as const,
        ctx: [{ do: 'append' as const, pairs: ['k', `${i}`] }],
      })),
      true,
    );
    const wrong = outcomes.filter(({ header, trailer }, i) =>
      [header, trailer].some((md) => valuesOf(md, 'k').join() !== `${i}`),
    );
    return `${wrong.length} of ${count} got what belongs to another`;
  }),
];

/**
 * grpc-go's handler may see either error at the deadline, as the reset of the client races with its own timer
 * (grpc-go #8961). mdctx has to see the deadline.
 */
function eitherInGo(stage: Stage, err: unknown): unknown {
  const mayBe = stage.server.name === 'grpc-go' && err === 'context canceled';
  return mayBe ? 'context deadline exceeded' : err;
}
