import { EventEmitter } from 'node:events';
import { background, context, current, run, withValue } from 'mdctx';

const user = context.key<string>('user');
const who = () => current().value(user) ?? 'nobody';
const ada = withValue(background(), user, 'Ada');

/* eslint mdctx/no-unbound-generator: off -- this example shows what the rule is about */

async function main() {
  // #region run
  await run(ada, async () => {
    console.log(who()); // Ada
    await Promise.resolve();
    console.log(who()); // Ada, after each await, and in timers and promises that are started here
  });
  console.log(who()); // nobody: the caller's own context is as it was
  // #endregion

  // #region listeners
  const door = new EventEmitter();
  run(ada, () => {
    door.on('knock', () => console.log('plain', who())); // runs in the context of whoever emits
    door.on(
      'knock',
      context.bind(() => console.log('bound', who())),
    ); // runs in this one
  });
  door.emit('knock'); // plain nobody, bound Ada
  // #endregion

  // #region generators
  async function* names() {
    yield who();
  }
  const plain = run(ada, names); // its body runs when it is read, in the context of the reader
  const bound = context.bindIterable(ada, names()); // its body runs in ada, whoever reads
  for await (const name of plain) console.log('plain', name); // nobody
  for await (const name of bound) console.log('bound', name); // Ada
  // #endregion
}

void main();

// Output:
// Ada
// Ada
// nobody
// plain nobody
// bound Ada
// plain nobody
// bound Ada
