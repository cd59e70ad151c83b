import { type ContextOptions, createChannel, createClient } from 'mdctx/nice-grpc';
import { message } from '../service';
import type { Dial } from './dial';
import { requests } from './nice-grpc';
import { installed, used } from './with-context';

/** nice-grpc with mdctx. */
export const dial: Dial = (variant, address, definition) => {
  const client = createClient(definition, createChannel(address));
  const prepare: () => { options: ContextOptions; over: () => void } =
    variant === 'installed' ? installed : used;
  return {
    async unary() {
      const { options, over } = prepare();
      await client.unary(message, options);
      over();
    },
    async stream() {
      const { options, over } = prepare();
      for await (const _ of client.stream(requests(), options));
      over();
    },
    async hold() {
      const { options, over } = prepare();
      await client.hold(message, options);
      over();
    },
  };
};
