import type { CancelFunc } from '../../context';
import { isContext } from '../../context/internal';
import { internal } from '../status';
import type { ClientStream } from '../stream';
import { eachMessage } from './client-stream';

const methods = ['send', 'closeSend', 'recv', 'header', 'trailer'] as const;

/**
 * Returns the stream that an interceptor returned, as an object that holds all that it has itself: so `{ ...stream, recv }`
 * is a stream too, where that of the interceptor is an object of a class. `cancel` ends the call when a loop over it is left.
 *
 * @throws ServerError with `INTERNAL` if it is no stream; the text says what to return.
 */
export function normalizeStream(returned: unknown, cancel: CancelFunc): ClientStream {
  if (!isStream(returned)) {
    throw internal(
      `grpc: a stream interceptor must return a ClientStream, as "return streamer(ctx, desc, method, opts)" does: got ${kindOf(returned)}`,
    );
  }
  if ([...methods, 'context', Symbol.asyncIterator].every((name) => Object.hasOwn(returned, name)))
    return returned;
  return {
    context: returned.context,
    send: (message) => returned.send(message),
    closeSend: () => returned.closeSend(),
    recv: () => returned.recv(),
    header: () => returned.header(),
    trailer: () => returned.trailer(),
    [Symbol.asyncIterator]() {
      return eachMessage(this, cancel);
    },
  };
}

function isStream(x: unknown): x is ClientStream {
  return lacking(x) === undefined;
}

/** Returns the name of what `x` lacks to be a stream, if anything. */
function lacking(x: unknown): string | undefined {
  if (typeof x !== 'object' || x === null || !('context' in x && isContext(x.context))) return 'context';
  const members: Partial<Record<string, unknown>> = x;
  return methods.find((name) => typeof members[name] !== 'function');
}

function kindOf(x: unknown): string {
  if (typeof x !== 'object' || x === null) return x === null ? 'null' : typeof x;
  return x instanceof Promise ? 'a Promise' : `an object without ${lacking(x)}`;
}
