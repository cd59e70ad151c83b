import { appendToOutgoingContext, type Context } from 'mdctx';
import { valueFromIncomingContext } from 'mdctx/metadata';

/** What the services of this shop send on. The customer's `authorization` is not among it. */
const keys = ['request-id', 'note', 'trace-bin', 'via'];

/** Returns the current context, whose calls also send on what came in under `keys`: nothing goes on by itself. */
export function forwarded(): Context {
  const pairs = keys.flatMap((key) => (valueFromIncomingContext(key) ?? []).flatMap((value) => [key, value]));
  return appendToOutgoingContext(...pairs);
}
