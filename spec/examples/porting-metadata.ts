import {
  appendToOutgoingContext,
  background,
  type Context,
  fromIncomingContext,
  Join,
  MD,
  metadata,
  New,
  newOutgoingContext,
  Pairs,
  setHeader,
  setTrailer,
} from 'mdctx';
import { createChannel, createServer } from 'mdctx/nice-grpc';
import {
  Header,
  newClient,
  register,
  type ServerStreamingServer,
  type ServiceHandlers,
  type StubClient,
  Trailer,
} from 'mdctx/stub';
import { GreeterDefinition, type Greeting, type Name } from './gen/greeter';

type Client = StubClient<GreeterDefinition>;

// grpc-go's page on metadata, line by line: docs/porting.md shows each piece beside its Go.

function constructing() {
  // #region new
  const md = New({ key1: 'val1', key2: 'val2' });
  // #endregion
  // #region pairs
  const many = Pairs(
    ...['key1', 'val1'],
    ...['key1', 'val1-2'], // "key1" will have the values ['val1', 'val1-2']
    ...['key2', 'val2'],
  );
  // #endregion
  // #region binary
  const binary = Pairs(
    ...['key', 'string value'],
    ...['key-bin', new Uint8Array([96, 102])], // this binary data will be encoded (base64) before sending
    //                                            and will be decoded after being transferred
  );
  // #endregion
  console.log(md.size, many.get('key1'), binary.bytes('key-bin'));
}

async function sending(client: Client) {
  const someRequest: Name = { name: 'Ada' };
  // #region append
  // create a new context with some metadata
  let ctx = appendToOutgoingContext('k1', 'v1', 'k1', 'v2', 'k2', 'v3');

  // later, add some more metadata to the context (e.g. in an interceptor)
  ctx = appendToOutgoingContext(ctx, 'k3', 'v4');

  // make unary RPC
  const response = await client.hello(ctx, someRequest);

  // or make streaming RPC
  const stream = await client.helloOften(ctx, someRequest);
  // #endregion
  console.log(response.text);
  for await (const { text } of stream) console.log(text);
}

async function replacing(client: Client) {
  const someRequest: Name = { name: 'Ada' };
  // #region replace
  // create a new context with some metadata
  const md = Pairs('k1', 'v1', 'k1', 'v2', 'k2', 'v3');
  let ctx = newOutgoingContext(background(), md);

  // later, add some more metadata to the context (e.g. in an interceptor)
  const send = metadata.fromOutgoingContext(ctx);
  const newMD = Pairs('k3', 'v3');
  ctx = newOutgoingContext(ctx, Join(send, newMD));

  // make unary RPC
  const response = await client.hello(ctx, someRequest);
  // #endregion
  console.log(response.text);
}

async function receiving(client: Client) {
  const someRequest: Name = { name: 'Ada' };
  const ctx = background();
  await receivingUnary(client, ctx, someRequest);
  // #region receive-stream
  const stream = await client.helloOften(ctx, someRequest);

  // retrieve header
  const header = await stream.header();

  for await (const message of stream) console.log(message.text);

  // retrieve trailer
  const trailer = stream.trailer();
  // #endregion
  console.log(header?.get('header-key'), trailer.get('trailer-key'));
}

async function receivingUnary(client: Client, ctx: Context, someRequest: Name) {
  // #region receive-unary
  const [header, trailer] = [new MD(), new MD()]; // to store header and trailer
  const r = await client.hello(
    ctx,
    someRequest,
    Header(header), // will retrieve header
    Trailer(trailer), // will retrieve trailer
  );

  // do something with header and trailer
  // #endregion
  console.log(r.text, header.get('header-key'), trailer.get('trailer-key'));
}

const keys = (md: MD | undefined) => [...(md ?? [])].filter(([key]) => /^k\d$/.test(key)).join(' ');

const handlers: ServiceHandlers<GreeterDefinition> = {
  // #region serve-unary
  async hello(ctx: Context, _in: Name): Promise<Greeting> {
    const md = fromIncomingContext(ctx);
    // do something with metadata

    // create and set header
    const header = Pairs('header-key', 'val');
    setHeader(ctx, header);
    // create and set trailer
    const trailer = Pairs('trailer-key', 'val');
    setTrailer(ctx, trailer);
    return { text: keys(md) };
  },
  // #endregion
  // #region serve-stream
  async helloOften(_in: Name, stream: ServerStreamingServer<Greeting>): Promise<void> {
    const md = fromIncomingContext(stream.context);
    // do something with metadata

    // create and set header
    const header = Pairs('header-key', 'val');
    stream.setHeader(header);
    // create and set trailer
    const trailer = Pairs('trailer-key', 'val');
    stream.setTrailer(trailer);
    await stream.send({ text: `often ${keys(md)}` });
  },
  // #endregion
  helloAll: async () => ({ text: '' }),
  helloEach: async () => {},
};

async function main() {
  constructing();
  const server = createServer();
  register(server, GreeterDefinition, handlers);
  const channel = createChannel(`127.0.0.1:${await server.listen('127.0.0.1:0')}`);
  const client = newClient(GreeterDefinition, channel);
  await sending(client);
  await replacing(client);
  await receiving(client);
  channel.close();
  await server.shutdown();
}

void main();

// Output:
// 2 [ 'val1', 'val1-2' ] [ Uint8Array(2) [ 96, 102 ] ]
// k1,v1,v2 k2,v3 k3,v4
// often k1,v1,v2 k2,v3 k3,v4
// k1,v1,v2 k2,v3 k3,v3
//  [ 'val' ] [ 'val' ]
// often
// [ 'val' ] [ 'val' ]
