import { MD, metadata, Pairs, sendHeader, setTrailer, withCancel, withTimeout } from 'mdctx';
import { createChannel, createServer } from 'mdctx/nice-grpc';
import { Header, newClient, register, Trailer } from 'mdctx/stub';
import { GreeterDefinition } from './gen/greeter';

async function main() {
  const server = createServer();
  // #region register
  register(server, GreeterDefinition, {
    async hello(ctx, { name }) {
      const [lang] = metadata.valueFromIncomingContext(ctx, 'lang') ?? [];
      setTrailer(ctx, Pairs('cost', '3'));
      return { text: `${lang} ${name}` };
    },

    async helloOften({ name }, stream) {
      sendHeader(stream.context, Pairs('ready', 'yes')); // goes now, before any message
      await stream.send({ text: `hello ${name}` });
      await stream.send({ text: `hello again ${name}` });
      stream.setTrailer(Pairs('cost', '5'));
    },

    async helloAll(stream) {
      const names: string[] = [];
      for await (const { name } of stream) names.push(name);
      return { text: `hello ${names.join(' and ')}` }; // Go: stream.SendAndClose
    },

    async helloEach(stream) {
      for (let req = await stream.recv(); req !== undefined; req = await stream.recv()) {
        await stream.send({ text: `hello ${req.name}` });
      }
    },
  });
  // #endregion
  const channel = createChannel(`127.0.0.1:${await server.listen('127.0.0.1:0')}`);
  const client = newClient(GreeterDefinition, channel);
  const [ctx, cancel] = withTimeout(metadata.newOutgoingContext(Pairs('lang', 'en')), 1000);

  // #region unary
  const header = new MD();
  const trailer = new MD();
  const { text } = await client.hello(ctx, { name: 'Ada' }, Header(header), Trailer(trailer));
  console.log(text, trailer.get('cost'));
  // #endregion

  // #region streams
  const greetings = await client.helloOften(ctx, { name: 'Ada' });
  console.log((await greetings.header())?.get('ready')); // waits for it, be there a message or not
  for await (const { text } of greetings) console.log(text);
  console.log(greetings.trailer().get('cost'));

  const all = await client.helloAll(ctx);
  for (const name of ['Ada', 'Grace']) await all.send({ name });
  console.log((await all.closeAndRecv()).text);

  const [streamCtx, leave] = withCancel(ctx);
  const each = await client.helloEach(streamCtx);
  await each.send({ name: 'Ada' });
  console.log((await each.recv())?.text);
  each.closeSend();
  console.log(await each.recv()); // Go: io.EOF
  leave();
  // #endregion

  cancel();
  channel.close();
  await server.shutdown();
}

void main();

// Output:
// en Ada [ '3' ]
// [ 'yes' ]
// hello Ada
// hello again Ada
// [ '5' ]
// hello Ada and Grace
// hello Ada
// undefined
