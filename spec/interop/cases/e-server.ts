import { type Case, onServer, reasons } from '../support/case';
import type { Stage } from '../support/stage';
import {
  type Exchange,
  type Field,
  type Frame,
  requestFields,
  unaryRequest,
  values,
  type WireStep,
} from '../support/wire';
import { own, valuesOf } from './seen';

/** Returns what a raw client learns of how its request ended. */
export function ending({ frames }: Exchange): unknown {
  const headers = frames.filter(({ type }) => type === 'HEADERS');
  const last = frames.at(-1);
  if (last?.type === 'RST_STREAM' || last?.type === 'GOAWAY') return `${last.type} ${last.code}`;
  return {
    ':status': values(headers[0], ':status')[0],
    'grpc-status': values(last, 'grpc-status')[0],
    'grpc-message': decoded(last),
    'header blocks': headers.length,
  };
}

/** The message that a client makes of grpc-message: which characters a server encodes beyond need is its own matter. */
function decoded(frame: Frame | undefined): string {
  return decodeURIComponent(values(frame, 'grpc-message')[0] ?? '');
}

/** Sends a unary request with these fields; returns how it ended and what the handler saw. */
async function answered(
  stage: Stage,
  ...fields: readonly Field[]
): Promise<{ end: unknown; md: unknown; calls: number }> {
  return played(stage, unaryRequest(...fields));
}

async function played(
  stage: Stage,
  steps: readonly WireStep[],
): Promise<{ end: unknown; md: unknown; calls: number }> {
  const server = await stage.serve({ UnaryCall: [{ do: 'incoming', as: 'md' }] });
  const exchange = await stage.wire.request(server.port, steps);
  const records = (await server.records(0)).filter(({ handled }) => handled);
  return { end: ending(exchange), md: records[0]?.notes.md, calls: records.length };
}

function without(name: string, ...fields: readonly Field[]): WireStep[] {
  return [
    { do: 'headers', fields: [...requestFields('UnaryCall').filter(([key]) => key !== name), ...fields] },
    { do: 'message', data: '', end: true },
    { do: 'read' },
  ];
}

/** E. What a server makes of a raw request. */
export const rawRequests: readonly Case[] = [
  onServer('C63', 'host stands in for :authority', async (stage) => {
    const alone = await played(stage, without(':authority', ['host', 'a.test']));
    const both = await answered(stage, ['host', 'a.test']);
    const names = [':authority', 'host'];
    const seen = (md: unknown) => Object.fromEntries(names.map((name) => [name, valuesOf(md, name)]));
    return { alone: seen(alone.md), both: seen(both.md) };
  }),
  onServer(
    'C64',
    'two host fields are refused',
    async (stage) => {
      const { end, calls } = await played(
        stage,
        without(':authority', ['host', 'a.test'], ['host', 'b.test']),
      );
      return { end, 'handlers called': calls };
    },
    { differs: 'Node resets a request with two host fields before any code of ours sees it' },
  ),
  onServer('C65', 'connection resets the stream', async (stage) => {
    const { end, calls } = await answered(stage, ['connection', 'x']);
    return { end, 'handlers called': calls };
  }),
  onServer(
    'C68',
    'broken base64 is refused',
    async (stage) => {
      const { end, calls } = await answered(stage, ['foobar-bin', 'X()3e@#$-']);
      return { end, 'handlers called': calls };
    },
    {
      differs: reasons(
        'grpc-js answers with HTTP status 200, and the text leaves out the value, which may be a secret',
        'Connect answers with HTTP status 200, and a header block of its own; the text leaves out the value, which may be a secret',
      ),
    },
  ),
  onServer('C70', 'a comma splits no value, and repeated fields stay apart', async (stage) => {
    const { md } = await answered(
      stage,
      ['a', 'x,y'],
      ['b', '1'],
      ['b', '2'],
      ['authorization', 'p'],
      ['authorization', 'q'],
    );
    return own(md);
  }),
  onServer(
    'C71',
    'comma-joined base64',
    async (stage) => {
      const { end, md } = await answered(stage, ['k-bin', 'AQ,Ag']);
      return md === undefined ? end : own(md);
    },
    {
      differs:
        'the gRPC specification has such a list split, and grpc-js splits it: other implementations send it',
    },
  ),
  onServer(
    'C76',
    'a malformed grpc-timeout is refused',
    async (stage) => {
      const { end, calls } = await answered(stage, ['grpc-timeout', '18f6n']);
      return { end, 'handlers called': calls };
    },
    {
      differs: reasons(
        'grpc-js answers with HTTP status 200; a gRPC client reads grpc-status alone',
        'Connect answers with HTTP status 200, and a header block of its own; a gRPC client reads grpc-status alone',
      ),
    },
  ),
  onServer(
    'C77',
    'a timeout of zero is over on arrival',
    async (stage) => {
      const { end, calls } = await answered(stage, ['grpc-timeout', '0n']);
      return { end, 'handlers called': calls };
    },
    { differs: { Connect: 'an error of Connect has a header block of its own' } },
  ),
  onServer(
    'C79',
    'another content-type and another method are refused',
    async (stage) => {
      const json = await played(stage, without('content-type', ['content-type', 'application/json']));
      const put: WireStep[] = [
        { do: 'headers', fields: [[':method', 'PUT'], ...requestFields('UnaryCall').slice(1)] },
        { do: 'message', data: '', end: true },
        { do: 'read' },
      ];
      return { json: json.end, put: (await played(stage, put)).end };
    },
    {
      differs: reasons(
        'grpc-js answers before any interceptor, without grpc-status, and takes any method for POST',
        'Connect answers with an HTTP status alone; JSON is that of its own protocol',
      ),
    },
  ),
  onServer(
    'C81',
    'a response larger than the client takes is reset',
    async (stage) => {
      const server = await stage.serve({
        UnaryCall: [{ do: 'sendHeader', pairs: ['k', 'v'], as: 'sendHeader' }],
      });
      const exchange = await stage.wire.request(server.port, unaryRequest(), { maxHeaderList: 1 });
      const end = ending(exchange);
      const status = typeof end === 'string' ? end : `grpc-status ${Object(end)['grpc-status']}`;
      return { end: status, ...(await server.notes()) };
    },
    { differs: 'the call ends with a status in place of a reset, and the text names the largest keys' },
  ),
  onServer('C84', 'bytes above 0x7F are accepted in a text value', async (stage) => {
    const { end, md } = await answered(stage, ['k', 'caf\xe9']);
    return md === undefined ? end : own(md);
  }),
];
