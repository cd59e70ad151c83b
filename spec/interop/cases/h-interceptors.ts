import { type Case, call, reasons, unit } from '../support/case';
import type { Step } from '../support/script';
import { last } from './replaying';
import { own, valuesOf } from './seen';

const next: Step = { do: 'next' };
const suffix = (text: string): Step => ({ do: 'suffix', text });
const trace = (label: string): Step => ({ do: 'trace', label });
const after = (text: string): Step[] => [next, suffix(text)];
const value = (key: string, as: string): Step => ({ do: 'value', key, as });
const withValue = (key: string): Step => ({ do: 'derive', ctx: [{ do: 'value', key, text: 'v' }] });

/** H. Interceptors. */
export const interceptors: readonly Case[] = [
  call('C121', 'the first interceptor of a server is outermost', async (stage) => {
    const server = await stage.serve({ UnaryCall: [] }, { unary: [after('1'), after('2'), after('3')] });
    return (await stage.call(server, { method: 'UnaryCall' })).reply;
  }),
  call('C122', 'a base interceptor is outermost, on both sides', async (stage) => {
    const server = await stage.serve(
      { UnaryCall: [{ do: 'recv', as: 'request' }] },
      { base: after('b'), unary: [after('1')] },
    );
    const channel = { base: [suffix('b'), next], unary: [[suffix('1'), next]] };
    const { reply } = await stage.call(server, { method: 'UnaryCall', text: 'r' }, channel);
    return { server: reply, ...(await server.notes()) };
  }),
  call('C123', 'a value that an interceptor sets is seen further in', async (stage) => {
    const unary = [
      [withValue('a'), value('b', 'b in 1'), next],
      [value('a', 'a in 2'), withValue('b'), next],
    ];
    const methods = {
      UnaryCall: [value('a', 'a'), value('b', 'b')],
      FullDuplexCall: [value('a', 'a'), value('b', 'b')],
    };
    const server = await stage.serve(methods, { unary, stream: unary });
    await stage.call(server, { method: 'UnaryCall' });
    await stage.call(server, { method: 'FullDuplexCall' });
    return (await server.records(2)).map(({ notes }) => notes);
  }),
  call('C124', 'an interceptor may call the rest of the chain twice', async (stage) => {
    const unary = [
      [trace('1'), { ...next, times: 2 } as Step],
      [trace('2'), next],
      [trace('3'), next],
    ];
    const server = await stage.serve({ UnaryCall: [] }, { unary });
    await stage.call(server, { method: 'UnaryCall' });
    return server.notes();
  }),
  call(
    'C125',
    'unary interceptors stand before unary calls alone, stream interceptors before the others',
    async (stage) => {
      const steps = [trace('handler')];
      const server = await stage.serve(
        { UnaryCall: steps, StreamingInputCall: steps, StreamingOutputCall: steps, FullDuplexCall: steps },
        { unary: [[trace('unary'), next]], stream: [[trace('stream'), next]] },
      );
      const methods = ['UnaryCall', 'StreamingInputCall', 'StreamingOutputCall', 'FullDuplexCall'] as const;
      for (const method of methods) await stage.call(server, { method });
      const records = await server.records(methods.length);
      return Object.fromEntries(methods.map((method, i) => [method, records[i]?.notes.order]));
    },
  ),
  unit('C126', 'a second base interceptor', last({ op: 'SecondInterceptor' })),
  call('C127', 'a handler sees the incoming metadata that an interceptor put in', async (stage) => {
    const replace: Step[] = [{ do: 'derive', ctx: [{ do: 'newIncoming', pairs: ['k', 'new'] }] }, next];
    const incoming: Step = { do: 'incoming', as: 'md' };
    const server = await stage.serve(
      { UnaryCall: [incoming], FullDuplexCall: [incoming] },
      { unary: [replace], stream: [replace] },
    );
    const ctx = [{ do: 'append' as const, pairs: ['k', 'old'] }];
    await stage.call(server, { method: 'UnaryCall', ctx });
    await stage.call(server, { method: 'FullDuplexCall', ctx });
    return (await server.records(2)).map(({ notes }) => own(notes.md));
  }),
  call('C128', 'header and trailer that an interceptor sets after a unary handler', async (stage) => {
    const unary: Step[][] = [
      [next, { do: 'setHeader', pairs: ['h', '1'] }, { do: 'setTrailer', pairs: ['t', '1'] }],
    ];
    const server = await stage.serve({ UnaryCall: [] }, { unary });
    const { header, trailer, status } = await stage.call(server, { method: 'UnaryCall' });
    return { status, header: own(header), trailer: own(trailer) };
  }),
  call('C129', "metadata that an interceptor of a client appends comes after the caller's", async (stage) => {
    const append: Step[] = [{ do: 'derive', ctx: [{ do: 'append', pairs: ['k', 'interceptor'] }] }, next];
    const incoming: Step = { do: 'incoming', as: 'md' };
    const server = await stage.serve({ UnaryCall: [incoming], FullDuplexCall: [incoming] });
    const ctx = [{ do: 'append' as const, pairs: ['k', 'caller'] }];
    const channel = { unary: [append], stream: [append] };
    await stage.call(server, { method: 'UnaryCall', ctx }, channel);
    await stage.call(server, { method: 'FullDuplexCall', ctx }, channel);
    return (await server.records(2)).map(({ notes }) => valuesOf(notes.md, 'k'));
  }),
  call('C130', 'an interceptor of a client reads header and trailer by options of its own', async (stage) => {
    const server = await stage.serve({
      UnaryCall: [
        { do: 'setHeader', pairs: ['x-seen', 'h'] },
        { do: 'setTrailer', pairs: ['x-seen', 't'] },
      ],
    });
    const { reply, header } = await stage.call(server, { method: 'UnaryCall' }, { unary: [[next]] });
    return { 'seen by the interceptor': reply, 'header of the caller': own(header) };
  }),
  call(
    'C131',
    'an unknown method, an unknown service',
    async (stage) => {
      const server = await stage.serve({ UnaryCall: [] }, { unary: [[trace('ran'), next]] });
      const method = await stage.call(server, { method: '/grpc.testing.TestService/Nothing' });
      const service = await stage.call(server, {
        method: '/grpc.testing.UnimplementedService/UnimplementedCall',
      });
      const ran = (await server.records(0)).filter(({ notes }) => notes.order !== undefined);
      return { method: method.status, service: service.status, 'interceptors run': ran.length };
    },
    {
      differs: reasons(
        'grpc-js answers, with its own text; no interceptor runs either',
        'Connect answers with an HTTP status alone',
      ),
    },
  ),
];
