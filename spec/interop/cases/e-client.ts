import { type Case, onClient, onServer, reasons } from '../support/case';
import type { Stage } from '../support/stage';
import { type Field, unaryRequest, values, type WireStep } from '../support/wire';
import { answerOk } from './e-request';

const grpc: Field = ['content-type', 'application/grpc'];

/** Calls a raw server that answers with these steps, and returns the status that the caller got. */
async function statusOf(stage: Stage, ...steps: readonly WireStep[]): Promise<string> {
  const server = await stage.wire.serve([{ do: 'read' }, ...steps]);
  return (await stage.call(server, { method: 'UnaryCall' })).status;
}

/** A response of one header block. */
function alone(...fields: readonly Field[]): WireStep {
  return { do: 'headers', fields: [...fields], end: true };
}

const messages = ['%', '\0', '系统', 'a\nb', 'plain', ''];
const encoded = ['H%6', '%G0', '%E7%B3%BB%E7%BB%9F', 'H%61o', '%25', 'a%2'];

/** E. What a client makes of a raw response. */
export const rawResponses: readonly Case[] = [
  onClient('C69', 'broken base64 in header or trailer fails the call', async (stage) => {
    const bad: Field = ['foobar-bin', 'X()3e@#$-'];
    return {
      header: await statusOf(
        stage,
        { do: 'headers', fields: [[':status', '200'], grpc, bad] },
        { do: 'message', data: '' },
        alone(['grpc-status', '0']),
      ),
      trailer: await statusOf(
        stage,
        { do: 'headers', fields: [[':status', '200'], grpc] },
        { do: 'message', data: '' },
        alone(['grpc-status', '0'], bad),
      ),
    };
  }),
  onServer('C78', 'grpc-message is percent-encoded and read leniently', async (stage) => {
    const sent: unknown[] = [];
    for (const text of messages) {
      const server = await stage.serve({
        UnaryCall: [{ do: 'fail', code: 9, text: Buffer.from(text).toString('latin1') }],
      });
      const { frames } = await stage.wire.request(server.port, unaryRequest());
      sent.push(values(frames.at(-1), 'grpc-message')[0] ?? '');
    }
    const read: unknown[] = [];
    for (const text of encoded) {
      read.push(
        await statusOf(stage, alone([':status', '200'], grpc, ['grpc-status', '9'], ['grpc-message', text])),
      );
    }
    return { sent, read };
  }),
  onClient(
    'C80',
    'a header list larger than the server takes is not sent',
    async (stage) => {
      const server = await stage.wire.serve(answerOk, { maxHeaderList: 216 });
      const pairs = ['key', 'v'.repeat(300)];
      const first = await stage.call(server, { method: 'UnaryCall', ctx: [{ do: 'newOutgoing', pairs }] });
      return { status: first.status, 'streams at the server': (await server.streams(0)).length };
    },
    {
      differs: reasons(
        'the text also names the largest keys',
        'Connect tells nobody of the connection before a call goes over it',
      ),
    },
  ),
  onClient('C82', 'without a gRPC content-type the HTTP status decides', async (stage) => {
    const codes: Record<string, string> = {};
    for (const status of ['403', '404', '503', '200']) {
      const text = await statusOf(stage, alone([':status', status], ['content-type', 'text/html']));
      codes[status] = text.split(' ')[0] ?? '';
    }
    return codes;
  }),
  onClient(
    'C83',
    'a trailer without a readable grpc-status',
    async (stage) => {
      const ended = (...fields: Field[]) =>
        statusOf(
          stage,
          { do: 'headers', fields: [[':status', '200'], grpc] },
          { do: 'message', data: '' },
          alone(...fields),
        );
      return { none: await ended(['k', 'v']), malformed: await ended(['grpc-status', 'abc']) };
    },
    {
      differs: reasons(
        'without grpc-status the text is that of grpc-js',
        'without grpc-status code and text are those of Connect',
      ),
    },
  ),
];
