import {
  current,
  fromIncomingContext,
  grpc,
  metadata,
  Pairs,
  peer,
  run,
  sendHeader,
  setHeader,
  setTrailer,
  withTimeout,
} from 'mdctx';
import type { GreeterServiceImplementation } from './gen/greeter';
import { withGreeter } from './support/loopback';

// #region handlers
const methods: Partial<GreeterServiceImplementation> = {
  async hello({ name }) {
    const md = fromIncomingContext(); // a copy: change it as you like
    const langs = metadata.valueFromIncomingContext('lang'); // the values of one key, or undefined
    setHeader(Pairs('seen', String(md?.has('lang')))); // goes with the reply
    setTrailer(Pairs('cost', '3'));
    return { text: `${langs?.join('+')} ${name}` };
  },

  async *helloEach(names) {
    sendHeader(Pairs('ready', 'yes')); // goes now, before any message
    for await (const { name } of names) yield { text: `hello ${name}` };
    setTrailer(Pairs('cost', '5')); // goes with the status, be that an error
  },
};
// #endregion

// #region call
async function helloAll() {
  const { deadline } = current();
  const left = deadline ? deadline.getTime() - Date.now() : Number.POSITIVE_INFINITY; // milliseconds
  const host = String(peer.fromContext()?.addr).replace(/:\d+$/, '');
  return { text: `${grpc.method()} from ${host}, ${left > 0 && left <= 1000}` };
}
// #endregion

async function main() {
  await withGreeter({ ...methods, helloAll }, async (client) => {
    const [ctx, cancel] = withTimeout(metadata.newOutgoingContext(Pairs('lang', 'en', 'lang', 'de')), 1000);
    await run(ctx, async () => {
      console.log((await client.hello({ name: 'Ada' })).text);
      for await (const { text } of client.helloEach(names())) console.log(text);
      console.log((await client.helloAll(names())).text);
    });
    cancel();
  });
}

async function* names() {
  yield { name: 'Ada' };
  yield { name: 'Grace' };
}

void main();

// Output:
// en+de Ada
// hello Ada
// hello Grace
// /greeter.v1.Greeter/HelloAll from 127.0.0.1, true
