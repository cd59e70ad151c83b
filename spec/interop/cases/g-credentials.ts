import { type Case, call } from '../support/case';
import type { Channel, Creds } from '../support/script';
import type { Stage } from '../support/stage';
import { own, valuesOf } from './seen';

const ours = { notApplicable: "per-call credentials are the runtime's own; mdctx has none" };

/** G. What grpc-go's credentials and call options do. */
export const credentials: readonly Case[] = [
  call(
    'C116',
    'default call options come before those of the call',
    async () => 'read in its source, not executed: combine(cc.dopts.callOptions, opts)',
    {
      notApplicable: 'the default options of a client are an object, which has no order',
    },
  ),
  call(
    'C117',
    'credentials of channel and call are both sent, before the metadata of the caller',
    async (stage) => {
      const server = await stage.serve({ UnaryCall: [{ do: 'incoming', as: 'md' }] });
      await stage.call(
        server,
        {
          method: 'UnaryCall',
          creds: { values: { k: 'call' } },
          ctx: [{ do: 'append', pairs: ['k', 'caller'] }],
        },
        { creds: { values: { k: 'channel' } } },
      );
      return valuesOf((await server.notes()).md, 'k');
    },
    ours,
  ),
  call(
    'C118',
    'the status of credentials that fail',
    async (stage) => ({
      'plain, of the channel': await status(stage, {}, { creds: { fail: 'x' } }),
      'plain, of the call': await status(stage, { fail: 'x' }),
      NotFound: await status(stage, { fail: 'x', code: 5 }),
      Unavailable: await status(stage, { fail: 'x', code: 14 }),
    }),
    ours,
  ),
  call(
    'C119',
    'credentials that need TLS, without it',
    async (stage) => ({
      'of the channel': await status(stage, {}, { creds: { secure: true } }).catch(
        (error: unknown) => error instanceof Error && error.message,
      ),
      'of the call': await status(stage, { secure: true }),
    }),
    ours,
  ),
  call(
    'C120',
    'what credentials are told',
    async (stage) => {
      const server = await stage.serve({ UnaryCall: [{ do: 'incoming', as: 'md' }] });
      await stage.call(
        server,
        { method: 'UnaryCall', creds: { echo: true } },
        { authority: 'host.test:443' },
      );
      return own((await server.notes()).md);
    },
    ours,
  ),
];

async function status(stage: Stage, creds: Creds, channel: Channel = {}): Promise<string> {
  const server = await stage.serve({ UnaryCall: [] });
  return (await stage.call(server, { method: 'UnaryCall', creds }, channel)).status;
}
