import { createGrpcTransport } from '@connectrpc/connect-node';
import { createClient } from 'mdctx/connect';
import { GeneratedBench, message } from '../service';
import type { Dial } from './dial';
import { installed, used } from './with-context';

/** Connect with mdctx. */
export const dial: Dial = (variant, address) => {
  const client = createClient(GeneratedBench, createGrpcTransport({ baseUrl: `http://${address}` }));
  const prepare = variant === 'installed' ? installed : used;
  const unary = async () => {
    const { options, over } = prepare();
    await client.unary({ value: message }, options);
    over();
  };
  const hold = async () => {
    const { options, over } = prepare();
    await client.hold({ value: message }, options);
    over();
  };
  return { unary, stream: unary, hold };
};
