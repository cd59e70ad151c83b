import { credentials } from '@grpc/grpc-js';
import { background, type Context, MD, metadata, Pairs, setTrailer, withCancel, withTimeout } from 'mdctx';
import { race, throwIfEnded, wrap } from 'mdctx/context';
import { withContext } from 'mdctx/errgroup';
import type { ServerStream, StreamServerInterceptor, UnaryServerInterceptor } from 'mdctx/grpc';
import { convert } from 'mdctx/status';
import {
  type BidiStreamingServer,
  ChainStreamInterceptor,
  ChainUnaryInterceptor,
  EOF,
  newClient,
  newServer,
  register,
  Trailer,
  unimplemented,
  withTransportCredentials,
} from 'mdctx/stub';
import { GreeterDefinition, type Greeting, type Name } from './gen/greeter';

// #region embedding
function countingStream(ss: ServerStream) {
  const w = {
    ...ss, // embeds it: what follows goes before what it has
    received: 0,
    async recv() {
      const m = await ss.recv();
      if (m !== undefined) w.received++;
      return m;
    },
  };
  return w;
}

const counting: StreamServerInterceptor = async (srv, ss, _info, handler) => {
  const w = countingStream(ss);
  await handler(srv, w);
  ss.setTrailer(Pairs('received', String(w.received)));
};
// #endregion

const trimmed: UnaryServerInterceptor = async (ctx, req, _info, handler) => {
  const name = typeof req === 'object' && req !== null && 'name' in req ? String(req.name).trim() : '';
  return handler(ctx, { name });
};

class Greeter extends unimplemented(GreeterDefinition) {
  async hello(ctx: Context, { name }: Name): Promise<Greeting> {
    // #region set-trailer
    const md = Pairs('greeted', name);
    if (metadata.validate(md) === undefined) setTrailer(ctx, md);
    // #endregion
    return { text: `hello ${name}` };
  }

  // #region goroutine
  async helloEach(stream: BidiStreamingServer<Name, Greeting>): Promise<void> {
    const [g, ctx] = withContext(stream.context);
    for await (const { name } of stream) {
      await g.go(async () => {
        throwIfEnded(ctx); // select { case <-ctx.Done(): return ctx.Err(); default: }
        await stream.send({ text: `hello ${name}` }); // from several at once: each message is whole
      });
    }
    await g.wait();
  }
  // #endregion
}

/** A context whose error says more, where a Go struct embeds a Context and has an `Err` of its own. */
// #region embedded-context
function explained(ctx: Context, why: string): Context {
  return wrap(ctx, { err: (err) => new Error(`${why}: ${err.message}`, { cause: err }) });
}
// #endregion

async function main() {
  const server = newServer(ChainUnaryInterceptor(trimmed), ChainStreamInterceptor(counting));
  register(server, GreeterDefinition, new Greeter());
  const address = `127.0.0.1:${await server.serve('127.0.0.1:0')}`;
  using client = newClient(
    GreeterDefinition,
    address,
    withTransportCredentials(credentials.createInsecure()),
  );

  const trailer = new MD();
  console.log((await client.hello({ name: '  Ada ' }, Trailer(trailer))).text, trailer.get('greeted'));
  await client.hello({ name: 'Zoë' }, Trailer(trailer)); // ë is no text of a trailer
  console.log(trailer.get('greeted'));

  // #region concurrent-sends
  const stream = await client.helloEach();
  const names = Array.from({ length: 200 }, (_, i) => String(i));
  const sent = Promise.all(names.map((name) => stream.send({ name }))).then(() => stream.closeSend());
  const texts: string[] = [];
  for await (const { text } of stream) texts.push(text);
  await sent;
  // #endregion
  console.log(
    texts.length,
    texts.every((text, i) => text === `hello ${i}`),
    stream.trailer().get('received'),
  );

  // #region channel
  async function* numbers(): AsyncGenerator<number, void> {
    for (let i = 0; i < 3; i++) yield i; // ch <- i
  } // close(ch)
  for await (const n of numbers()) console.log('number', n); // for n := range ch
  // #endregion

  // #region select
  const [ctx, cancel] = withTimeout(background(), 20);
  const never = new Promise<string>(() => {});
  const result = await race(ctx, never).catch((err) => `gave up: ${err.message}`);
  // #endregion
  console.log(result);
  cancel();

  const [ended, end] = withCancel(background());
  // #region eof
  const closed = await client.helloEach(ended);
  end();
  try {
    for (;;) await closed.send({ name: 'Ada' });
  } catch (err) {
    if (err !== EOF) throw err;
    await closed.recv().catch((err) => console.log(`${convert(err)}`)); // why
  }
  // #endregion
  console.log(String(explained(ended, 'no greeting').err()));

  // #region bytes
  const utf8 = Pairs('name-bin', Buffer.from('Zoë')); // Go: "Zoë", whose bytes are those of UTF-8
  console.log(utf8.first('name-bin')?.length, Buffer.from(utf8.bytes('name-bin')[0] ?? []).toString());
  // #endregion
  server.stop();
}

void main();

// Output:
// hello Ada [ 'Ada' ]
// undefined
// 200 true [ '200' ]
// number 0
// number 1
// number 2
// gave up: context deadline exceeded
// rpc error: code = Canceled desc = context canceled
// Error: no greeting: context canceled
// 4 Zoë
