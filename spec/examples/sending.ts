import {
  appendToOutgoingContext,
  fromIncomingContext,
  Join,
  metadata,
  newOutgoingContext,
  Pairs,
  run,
} from 'mdctx';
import { withGreeter } from './support/loopback';

async function main() {
  const hello = async () => ({ text: JSON.stringify(fromIncomingContext()?.get('k1') ?? []) });

  await withGreeter({ hello }, async (client) => {
    // #region append
    let ctx = appendToOutgoingContext('k1', 'v1', 'k1', 'v2', 'k2', 'v3');
    ctx = appendToOutgoingContext(ctx, 'k1', 'v4'); // a new context: the one before it is as it was

    const one = await client.hello({ name: 'Ada' }, { ctx }); // for this call
    const two = await run(ctx, () => client.hello({ name: 'Ada' })); // for all calls that are made in the function
    // #endregion
    console.log(one.text, two.text);

    // #region replace
    const replaced = newOutgoingContext(ctx, Pairs('k1', 'only')); // drops all that was appended
    const kept = newOutgoingContext(ctx, Join(metadata.fromOutgoingContext(ctx), Pairs('k1', 'more')));
    // #endregion
    for (const c of [replaced, kept]) console.log((await client.hello({ name: 'Ada' }, { ctx: c })).text);
  });
}

void main();

// Output:
// ["v1","v2","v4"] ["v1","v2","v4"]
// ["only"]
// ["v1","v2","v4","more"]
