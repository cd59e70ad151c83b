import { appendToOutgoingContext, background, context, current, run, withCancel } from 'mdctx';

/* eslint mdctx/no-unused-context: off -- this example shows what the rule is about */

async function main() {
  // #region unused
  appendToOutgoingContext('k', 'v'); // does nothing: the new context is thrown away
  // #endregion
  console.log(current() === background());

  // #region outlive
  const [call, end] = withCancel(background());
  run(call, () => {
    const work = context.withoutCancel(); // has the values of the call, and goes on when that has ended
    setImmediate(() => run(work, () => console.log(call.err()?.message, current().err())));
  });
  end();
  // #endregion
}

void main();

// Output:
// true
// context canceled undefined
