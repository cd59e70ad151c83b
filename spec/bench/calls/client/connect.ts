import { createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { GeneratedBench, message, sent, timeout } from '../service';
import type { Dial } from './dial';

/** Connect alone, over gRPC. */
export const dial: Dial = (variant, address) => {
  const client = createClient(GeneratedBench, createGrpcTransport({ baseUrl: `http://${address}` }));
  const unary = variant === 'bare' ? () => client.unary({ value: message }) : byHand;
  async function byHand() {
    const received: { header?: Headers; trailer?: Headers } = {};
    await client.unary(
      { value: message },
      {
        headers: sent.map(([key, value]) => [key, value]),
        timeoutMs: timeout,
        onHeader: (got) => {
          received.header = got;
        },
        onTrailer: (got) => {
          received.trailer = got;
        },
      },
    );
    received.header?.get('x-served-by');
    received.trailer?.get('x-cost');
  }
  return { unary, stream: unary, hold: () => client.hold({ value: message }) };
};
