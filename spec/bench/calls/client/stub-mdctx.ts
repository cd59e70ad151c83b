import { createChannel } from 'mdctx/nice-grpc';
import { type CallOption, Header, newClient, Trailer } from 'mdctx/stub';
import { Bench, message, messages } from '../service';
import type { Dial } from './dial';
import { installed, used } from './with-context';

/** mdctx's own shape of a client. */
export const dial: Dial = (variant, address) => {
  const client = newClient(Bench, createChannel(address));
  const prepare = variant === 'installed' ? installed : used;
  const prepared = () => {
    const { options, over } = prepare();
    const opts: CallOption[] = [];
    if (options.header !== undefined) opts.push(Header(options.header));
    if (options.trailer !== undefined) opts.push(Trailer(options.trailer));
    return { ctx: options.ctx, opts, over };
  };
  return {
    async unary() {
      const { ctx, opts, over } = prepared();
      await client.unary(ctx, message, ...opts);
      over();
    },
    async stream() {
      const { ctx, opts, over } = prepared();
      const stream = await client.stream(ctx, ...opts);
      const sending = (async () => {
        for (let i = 0; i < messages; i++) await stream.send(message);
        stream.closeSend();
      })();
      while ((await stream.recv()) !== undefined);
      await sending;
      over();
    },
    async hold() {
      const { ctx, opts, over } = prepared();
      await client.hold(ctx, message, ...opts);
      over();
    },
  };
};
