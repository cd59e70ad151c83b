import { setTimeout as wait } from 'node:timers/promises';
import { background, type Context, context, run, withValue } from 'mdctx';
import { createChannel } from 'mdctx/nice-grpc';
import { type Channel, createChannel as createNiceChannel } from 'nice-grpc';

// Prints whether a context is kept by a channel that was made in it, in four ways. It needs --expose-gc.

const address = '127.0.0.1:1';
const ways: Record<string, (ctx: Context, eager: Channel) => Channel> = {
  'in the call': (ctx) => run(ctx, () => createNiceChannel(address)),
  'in the background': (ctx) => run(ctx, () => run(background(), () => createNiceChannel(address))),
  'in the call, by mdctx': (ctx) => run(ctx, () => createChannel(address)),
  'at the start': (_ctx, eager) => eager,
};

async function main(): Promise<void> {
  for (const [way, make] of Object.entries(ways)) {
    const eager = createChannel(address);
    const [kept, channel] = made(make, eager);
    for (let i = 0; i < 5; i++) {
      await wait(5); // a collection needs turns of the event loop between
      globalThis.gc?.();
    }
    console.log(`${way}: ${kept.deref() === undefined ? 'collected' : 'kept'}`);
    channel.close();
    eager.close();
  }
}

function made(make: (ctx: Context, eager: Channel) => Channel, eager: Channel): [WeakRef<Context>, Channel] {
  const ctx = withValue(background(), context.key<string>('user'), 'Ada');
  return [new WeakRef(ctx), make(ctx, eager)];
}

void main();
