import { type Case, onClient, onServer, reasons } from '../support/case';
import { unaryRequest } from '../support/wire';
import { ending } from './e-server';

/** J. Deadlines against a raw peer. */
export const rawDeadlines: readonly Case[] = [
  onServer(
    'C151',
    'a server ends a call at its deadline by itself',
    async (stage) => {
      const server = await stage.serve({ UnaryCall: [{ do: 'waitDone' }, { do: 'await', label: 'over' }] });
      const exchange = await stage.wire.request(server.port, unaryRequest(['grpc-timeout', '100m']));
      stage.board.raise('over');
      return { end: ending(exchange), 'not before the deadline': exchange.elapsedNs >= 99e6 };
    },
    {
      differs: reasons(
        'grpc-js answers with the status, which says more than the reset of grpc-go',
        'Connect answers with the status, which says more than the reset of grpc-go',
      ),
    },
  ),
  onClient(
    'C152',
    'a reset with CANCEL is the deadline if that has passed, else a cancellation',
    async (stage) => {
      const read = { do: 'read' } as const;
      const reset = { do: 'rst', code: 'CANCEL' } as const;
      const early = await stage.wire.serve([read, reset]);
      const late = await stage.wire.serve([read, read, reset]);
      const before = await stage.call(early, { method: 'UnaryCall', ctx: [{ do: 'withTimeout', ns: 60e9 }] });
      const after = await stage.call(late, { method: 'UnaryCall', ctx: [{ do: 'withTimeout', ns: 50e6 }] });
      return { before: before.status.split(' ')[0], after: after.status.split(' ')[0] };
    },
  ),
];
