import { setTimeout } from 'node:timers/promises';
import { background, Canceled, context, DeadlineExceeded, withTimeout, withValue } from 'mdctx';

// #region values
const user = context.key<string>('user'); // typed; no other key is the same, whatever its name

const ctx = withValue(background(), user, 'Ada');
const name = ctx.value(user); // string | undefined
// #endregion
console.log(name, String(ctx));

async function main() {
  // #region timeout
  const [timed, cancel] = withTimeout(ctx, 20); // milliseconds; the earlier deadline wins
  const work = setTimeout(60_000, 'done', { signal: timed.signal }); // each context has a signal
  console.log(await work.catch(() => timed.err() === DeadlineExceeded));
  cancel();
  // #endregion

  // #region cause
  const [caused, cancelCause] = context.withCancelCause(ctx);
  cancelCause(new Error('the customer has left'));
  console.log(caused.err() === Canceled, String(context.cause(caused)), caused.signal.aborted);
  // #endregion

  // #region signals
  const controller = new AbortController();
  const tied = context.withSignal(ctx, controller.signal); // ends when the signal aborts
  const free = context.withoutCancel(tied); // has the values of tied, and outlives it
  controller.abort();
  console.log(tied.err() === Canceled, free.err(), free.value(user));
  // #endregion
}

void main();

// Output:
// Ada context.Background.WithValue(user)
// true
// true Error: the customer has left true
// true undefined Ada
