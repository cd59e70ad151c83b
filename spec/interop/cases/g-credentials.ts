import { type Case, call } from '../support/case';
import type { Call, Channel, Creds } from '../support/script';
import type { Stage } from '../support/stage';
import { own, valuesOf } from './seen';

/** G. What grpc-go's credentials and call options do. */
export const credentials: readonly Case[] = [
  call(
    'C116',
    'default call options come before those of the call',
    async (stage) => {
      const ctx = [{ do: 'withTimeout' as const, ns: 50e6 }];
      const status = async (call: Partial<Call>) => {
        const { status } = await stage.call(
          { port: 1 },
          { method: 'UnaryCall', ctx, ...call },
          { waitForReady: true },
        );
        return status.split(' ')[0];
      };
      return { 'of the channel': await status({}), 'of the call': await status({ waitForReady: false }) };
    },
    { notApplicable: { Connect: 'Connect makes no call wait for a connection' } },
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
    {
      differs: {
        Connect:
          'a call of Connect with credentials among its options is refused, unless its client has the interceptor perRPCCredentials',
      },
    },
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
    {
      differs:
        'an interceptor hears of the connection with the first call, which it fails; newClientConn of mdctx/stub refuses, as NewClient does',
    },
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
    {
      notApplicable: {
        Connect:
          'a call of Connect with credentials among its options is refused, unless its client has the interceptor perRPCCredentials',
      },
    },
  ),
];

async function status(stage: Stage, creds: Creds, channel: Channel = {}): Promise<string> {
  const server = await stage.serve({ UnaryCall: [] });
  return (await stage.call(server, { method: 'UnaryCall', creds }, channel)).status;
}
