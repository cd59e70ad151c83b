import { appendToOutgoingContext, fromIncomingContext, type MD, metadata, Pairs } from 'mdctx';
import type { StreamServerInterceptor, UnaryClientInterceptor, UnaryServerInterceptor } from 'mdctx/grpc';
import { createChannel, createClientFactory, createServer } from 'mdctx/nice-grpc';
import { ClientError, ServerError, Status } from 'nice-grpc-common';
import { GreeterDefinition, type Name } from './gen/greeter';

// grpc-go's example of interceptors: docs/porting.md shows each piece beside its Go.

const logger = (text: string) => console.log(`LOG: ${text}`);

// #region valid
// valid validates the authorization.
function valid(authorization: string[] = []): boolean {
  if (authorization.length < 1) return false;
  const token = authorization[0]?.replace(/^Bearer /, '');
  // Perform the token validation here. For the sake of this example, the code
  // here forgoes any of the usual OAuth2 token validation and instead checks
  // for a token matching an arbitrary string.
  return token === 'some-secret-token';
}
// #endregion

const errMissingMetadata = new ServerError(Status.INVALID_ARGUMENT, 'missing metadata');
const errInvalidToken = new ServerError(Status.UNAUTHENTICATED, 'invalid token');

// #region unary-server
const unaryInterceptor: UnaryServerInterceptor = async (ctx, req, _info, handler) => {
  // authentication (token verification)
  const md = fromIncomingContext(ctx);
  if (md === undefined) throw errMissingMetadata;
  if (!valid(md.get('authorization'))) throw errInvalidToken;
  try {
    return await handler(ctx, req);
  } catch (err) {
    logger(`RPC failed with error: ${err}`);
    throw err;
  }
};
// #endregion

// #region stream-server
const streamInterceptor: StreamServerInterceptor = async (srv, ss, _info, handler) => {
  // authentication (token verification)
  const md = fromIncomingContext(ss.context);
  if (md === undefined) throw errMissingMetadata;
  if (!valid(md.get('authorization'))) throw errInvalidToken;
  // wraps around the embedded stream, and intercepts recv and send
  const wrappedStream = {
    ...ss,
    async recv() {
      logger('Receive a message');
      return ss.recv();
    },
    async send(m: unknown) {
      logger('Send a message');
      return ss.send(m);
    },
  };
  await handler(srv, wrappedStream);
};
// #endregion

// #region unary-client
const unaryClientInterceptor: UnaryClientInterceptor = async (ctx, method, req, invoker, opts) => {
  if (metadata.valueFromOutgoingContext(ctx, 'authorization') === undefined) {
    ctx = appendToOutgoingContext(ctx, 'authorization', 'Bearer some-secret-token');
  }
  const reply = await invoker(ctx, method, req, opts);
  logger(`RPC: ${method}`);
  return reply;
};
// #endregion

// #region update
const updating: UnaryServerInterceptor = async (ctx, req, _info, handler) => {
  const md = fromIncomingContext(ctx);
  if (md === undefined) throw errMissingMetadata;
  md.append('key1', 'value1');
  ctx = metadata.newIncomingContext(ctx, md);
  return handler(ctx, req);
};
// #endregion

async function main() {
  // #region install
  const server = createServer({
    unaryInterceptors: [unaryInterceptor, updating],
    streamInterceptors: [streamInterceptor],
  });
  const clients = createClientFactory({ unaryInterceptors: [unaryClientInterceptor] });
  // #endregion

  const show = (md: MD | undefined) => String(md?.get('key1'));
  server.add(GreeterDefinition, {
    hello: async (_req, { ctx }) => ({ text: show(fromIncomingContext(ctx)) }),
    async *helloOften({ name }: Name) {
      yield { text: name };
    },
    helloAll: async () => ({ text: '' }),
    helloEach: () => (async function* () {})(),
  });
  const channel = createChannel(`127.0.0.1:${await server.listen('127.0.0.1:0')}`);
  const client = clients.create(GreeterDefinition, channel);

  console.log((await client.hello({ name: 'Ada' })).text);
  const bad = appendToOutgoingContext('authorization', 'Bearer other');
  await client.hello({ name: 'Ada' }, { ctx: bad }).catch((err) => {
    if (err instanceof ClientError) console.log(err.code, err.details);
  });
  const ctx = appendToOutgoingContext('authorization', 'Bearer some-secret-token');
  for await (const { text } of client.helloOften({ name: 'Ada' }, { ctx })) console.log(text);
  console.log(Pairs('authorization', 'some-secret-token').toString());

  channel.close();
  await server.shutdown();
}

void main();

// Output:
// LOG: RPC: /greeter.v1.Greeter/Hello
// value1
// 16 invalid token
// LOG: Receive a message
// LOG: Send a message
// Ada
// map[<1 redacted>]
