import { type Case, call, onClient } from '../support/case';
import type { Derive, Method, Step } from '../support/script';
import type { Stage } from '../support/stage';
import type { Field, WireStep } from '../support/wire';
import { valuesOf } from './seen';

const uploads = ['StreamingInputCall', 'FullDuplexCall'] as const satisfies readonly Method[];

/** Has a client end four uploads after one message, one by one, and returns what their handlers saw, each sight once. */
async function halfUploads(
  stage: Stage,
  ctx: Derive,
  end: (begun: string) => readonly Step[],
): Promise<unknown> {
  const seen: Record<string, unknown[]> = {};
  for (const method of uploads) {
    const sights = new Set<string>();
    for (let i = 0; i < 4; i++) {
      const begun = `${method} ${i} has begun`;
      const server = await stage.serve({
        [method]: [
          { do: 'recv', as: 'first' },
          { do: 'signal', label: begun },
          { do: 'recvAll', as: 'rest' },
          { do: 'err', as: 'context' },
        ],
      });
      const over = `${begun}, and is over`;
      const steps: readonly Step[] = [
        { do: 'send', text: 'm' },
        { do: 'await', label: over }, // before it closes its side
      ];
      const called = stage.call(server, { method, ctx: [ctx], steps, meanwhile: end(begun) });
      sights.add(JSON.stringify(await server.notes()));
      stage.board.raise(over);
      await called;
    }
    seen[method] = [...sights].map((sight) => JSON.parse(sight));
  }
  return seen;
}

/** Replaces what a race of two clocks decides: the deadline of a client, or its reset, is first. */
function eitherEnd(seen: unknown): unknown {
  const text = JSON.stringify(seen)
    .replaceAll(/(Canceled|DeadlineExceeded) \\"context (canceled|deadline exceeded)\\"/g, 'its end')
    .replaceAll(/context (canceled|deadline exceeded)/g, 'its end');
  const alike: Record<string, unknown[]> = JSON.parse(text);
  const once = (sights: unknown[]) =>
    [...new Set(sights.map((sight) => JSON.stringify(sight)))].map((sight) => JSON.parse(sight));
  return Object.fromEntries(Object.entries(alike).map(([method, sights]) => [method, once(sights)]));
}

const grpc: Field = ['content-type', 'application/grpc'];
const ok: Field = [':status', '200'];
const header: WireStep = { do: 'headers', fields: [ok, grpc] };
const end: WireStep = { do: 'headers', fields: [['grpc-status', '0']], end: true };

/** Calls a raw server, whose answer HTTP allows and gRPC does not, in each kind, and returns the codes of the statuses. */
async function codesOf(stage: Stage, ...answer: readonly WireStep[]): Promise<unknown> {
  const codes: Record<string, string> = {};
  for (const method of [
    'UnaryCall',
    'StreamingOutputCall',
    'StreamingInputCall',
    'FullDuplexCall',
  ] as const) {
    const server = await stage.wire.serve([{ do: 'read', until: 'headers' }, ...answer]);
    const steps: Step[] =
      method === 'UnaryCall' || method === 'StreamingOutputCall' ? [] : [{ do: 'closeSend' }];
    const { status } = await stage.call(server, { method, steps });
    codes[method] = status.split(' ')[0] ?? '';
  }
  return codes;
}

/** L. When a call goes wrong. */
export const goingWrong: readonly Case[] = [
  call('C163', 'an upload that its client cancels never looks whole', (stage) =>
    halfUploads(stage, { do: 'withCancel', label: 'c' }, (label) => [
      { do: 'await', label },
      { do: 'cancel', label: 'c' },
    ]),
  ),
  call('C164', 'an upload whose time is over never looks whole', async (stage) =>
    eitherEnd(await halfUploads(stage, { do: 'withTimeout', ns: 300e6 }, () => [])),
  ),
  call('C165', 'the error of a call goes up whole, its details too', async (stage) => {
    const seen: Record<string, unknown> = {};
    for (const method of ['UnaryCall', 'FullDuplexCall'] as const) {
      const c = await stage.serve({
        [method]: [
          { do: 'setTrailer', pairs: ['t', 'of C'] },
          { do: 'fail', kind: 'details', code: 5, text: 'no such book', key: 'why' },
        ],
      });
      const down: Step = { do: 'call', call: { method, port: c.port }, kind: 'return error' };
      const b = await stage.serve({ [method]: [down] });
      const { status, trailer } = await stage.call(b, { method });
      seen[method] = {
        status,
        details: valuesOf(trailer, 'grpc-status-details-bin'),
        t: valuesOf(trailer, 't'),
      };
    }
    return seen;
  }),
  onClient(
    'C166',
    'two messages in answer to a call that has one',
    (stage) => codesOf(stage, header, { do: 'message', data: '' }, { do: 'message', data: '' }, end),
    { differs: { Connect: 'the codes are those that Connect has for it, without contexts too' } },
  ),
  onClient(
    'C167',
    'a message that is cut off',
    (stage) => codesOf(stage, header, { do: 'data', data: '\0\0\0\0\x09abc' }, end),
    { differs: { Connect: 'the codes are those that Connect has for it, without contexts too' } },
  ),
  onClient(
    'C168',
    'a compressed message without an encoding, and with one that nobody knows',
    async (stage) => {
      const compressed: WireStep = { do: 'data', data: '\x01\0\0\0\x02ab' };
      const unknown: WireStep = { do: 'headers', fields: [ok, grpc, ['grpc-encoding', 'rot13']] };
      return {
        without: await codesOf(stage, header, compressed, end),
        unknown: await codesOf(stage, unknown, compressed, end),
      };
    },
  ),
  onClient('C169', 'a page in place of a response', (stage) =>
    codesOf(
      stage,
      { do: 'headers', fields: [ok, ['content-type', 'text/html']] },
      { do: 'data', data: '<html>no</html>', end: true },
    ),
  ),
  onClient(
    'C170',
    'a content-type that is none, or that of gRPC-Web',
    async (stage) => {
      const answer = (...fields: Field[]) =>
        codesOf(stage, { do: 'headers', fields: [ok, ...fields] }, { do: 'message', data: '' }, end);
      return {
        none: await answer(),
        web: await answer(['content-type', 'application/grpc-web+proto']),
        other: await answer(['content-type', 'application/grpcfoo']),
        proto: await answer(['content-type', 'application/grpc+proto']),
        parameter: await answer(['content-type', 'application/grpc;charset=utf-8']),
      };
    },
    { differs: { Connect: 'the codes are those that Connect has for it, without contexts too' } },
  ),
  onClient(
    'C171',
    'success without a message',
    async (stage) => ({
      'with a header': await codesOf(stage, header, end),
      'trailers alone': await codesOf(stage, {
        do: 'headers',
        fields: [ok, grpc, ['grpc-status', '0']],
        end: true,
      }),
    }),
    { differs: { Connect: 'the codes are those that Connect has for it, without contexts too' } },
  ),
  onClient(
    'C172',
    'a stream that is reset',
    async (stage) => {
      const codes: Record<string, unknown> = {};
      for (const code of [
        'NO_ERROR',
        'PROTOCOL_ERROR',
        'INTERNAL_ERROR',
        'FLOW_CONTROL_ERROR',
        'STREAM_CLOSED',
        'REFUSED_STREAM',
        'CANCEL',
        'COMPRESSION_ERROR',
        'CONNECT_ERROR',
        'ENHANCE_YOUR_CALM',
        'INADEQUATE_SECURITY',
        'HTTP_1_1_REQUIRED',
      ]) {
        const server = await stage.wire.serve([{ do: 'read' }, header, { do: 'rst', code }]);
        codes[code] = (await stage.call(server, { method: 'UnaryCall' })).status.split(' ')[0];
      }
      return codes;
    },
    { differs: { Connect: 'the codes are those that Connect has for it, without contexts too' } },
  ),
  onClient('C173', 'a response that ends without a trailer', (stage) =>
    codesOf(stage, header, { do: 'message', data: '' }, { do: 'data', data: '', end: true }),
  ),
];
