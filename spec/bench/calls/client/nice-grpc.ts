import { type CallOptions, createChannel, createClient, Metadata } from 'nice-grpc';
import { message, messages, sent, timeout } from '../service';
import type { Dial } from './dial';

/** Returns what one call gets by hand: options with metadata, and what is to be done when the call is over. */
function byHand(): { options: CallOptions; over: () => void } {
  const metadata = Metadata();
  for (const [key, value] of sent) metadata.set(key, value);
  metadata.set('grpc-timeout', `${timeout}m`); // nice-grpc has no deadlines: so the server has one too
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), timeout);
  let [header, trailer]: Array<Metadata | undefined> = [];
  return {
    options: {
      metadata,
      signal: controller.signal,
      onHeader: (got) => {
        header = got;
      },
      onTrailer: (got) => {
        trailer = got;
      },
    },
    over: () => {
      clearTimeout(timer);
      header?.get('x-served-by');
      trailer?.get('x-cost');
    },
  };
}

function bare(): { options: CallOptions; over: () => void } {
  return { options: {}, over: () => {} };
}

export async function* requests(): AsyncGenerator<Buffer, void> {
  for (let i = 0; i < messages; i++) yield message;
}

/** nice-grpc alone. */
export const dial: Dial = (variant, address, definition) => {
  const client = createClient(definition, createChannel(address));
  const prepare = variant === 'bare' ? bare : byHand;
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
