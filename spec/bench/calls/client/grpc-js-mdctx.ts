import { Metadata } from '@grpc/grpc-js';
import { clientInterceptor } from 'mdctx/grpc-js';
import type { Dial } from './dial';
import { calls } from './grpc-js';
import { installed, used } from './with-context';

/** grpc-js with mdctx. */
export const dial: Dial = (variant, address) => {
  const prepare = variant === 'installed' ? installed : used;
  const prepared = () => ({ metadata: new Metadata(), begun: () => {}, ...prepare() });
  return calls(address, prepared, { interceptors: [clientInterceptor()] });
};
