import { appendToOutgoingContext, metadata } from 'mdctx';
import { withGreeter } from './support/loopback';

async function main() {
  // #region received
  const hello = async () => ({ text: JSON.stringify(metadata.valueFromIncomingContext('k')) });
  // #endregion

  await withGreeter({ hello }, async (client) => {
    // #region sent
    const two = appendToOutgoingContext('k', 'a', 'k', 'b'); // arrives as ["a","b"]
    const one = appendToOutgoingContext('k', 'a, b'); // arrives as ["a, b"]
    // #endregion
    for (const ctx of [two, one]) console.log((await client.hello({ name: 'Ada' }, { ctx })).text);
  });
}

void main();

// Output:
// ["a","b"]
// ["a, b"]
