import { appendToOutgoingContext, type Context, context, withValue } from 'mdctx';
import { baggage, policy, traceContext } from 'mdctx/forward';
import {
  assignRequestId,
  auth,
  authFromMD,
  type CallEvent,
  clientLogging,
  forwarding,
  inOrder,
  logging,
  type MatchFunc,
  realip,
  realipFromContext,
  recovery,
  selector,
  timeout,
} from 'mdctx/interceptors';
import { createChannel, createClientFactory, createServer } from 'mdctx/nice-grpc';
import { ClientError, ServerError, Status } from 'nice-grpc-common';
import { GreeterDefinition } from './gen/greeter';

// go-grpc-middleware's list: docs/porting.md shows each piece beside its Go.

const who = context.key<string>('who');
const parseToken = (token: string) => (token === 'some-secret-token' ? 'ada' : undefined);

// #region auth-func
async function authFn(ctx: Context): Promise<Context> {
  const token = authFromMD(ctx, 'bearer');
  const user = parseToken(token);
  if (user === undefined) throw new ServerError(Status.UNAUTHENTICATED, 'invalid auth token');
  return withValue(ctx, who, user);
}
// #endregion

// #region match
const allButHealthZ: MatchFunc = (_ctx, callMeta) => callMeta.service !== 'grpc.health.v1.Health';
// #endregion

const logger = ({ event, side, fullMethod, kind, ...rest }: CallEvent) => {
  const code = 'code' in rest ? Status[rest.code] : '';
  console.log(`${event} ${side} ${kind} ${fullMethod} ${code}`.trimEnd());
};

async function main() {
  // #region server
  const server = createServer(
    inOrder(
      logging(logger),
      recovery((_ctx, error) => console.log(`hidden: ${error}`)),
      realip({ trustedPeers: ['127.0.0.0/8'], headers: ['x-forwarded-for'] }),
      assignRequestId(),
      selector(auth(authFn), allButHealthZ),
    ),
  );
  // #endregion

  // #region client
  const factory = createClientFactory(
    inOrder(
      timeout(60_000),
      clientLogging(logger),
      forwarding(policy({ keys: ['x-tenant'], presets: [traceContext(), baggage()] })),
    ),
  );
  // #endregion

  server.add(GreeterDefinition, {
    hello: async ({ name }, { ctx }) => {
      if (name === '') throw new Error('no name, at line 7 of secrets.ts');
      return { text: `${ctx.value(who)} from ${realipFromContext(ctx)}` };
    },
    helloOften: () => (async function* () {})(),
    helloAll: async () => ({ text: '' }),
    helloEach: () => (async function* () {})(),
  });
  const channel = createChannel(`127.0.0.1:${await server.listen('127.0.0.1:0')}`);
  const client = factory.create(GreeterDefinition, channel);

  const ctx = appendToOutgoingContext(
    'authorization',
    'Bearer some-secret-token',
    'x-forwarded-for',
    '10.1.1.1',
  );
  console.log((await client.hello({ name: 'Ada' }, { ctx })).text);
  for (const options of [{ ctx }, {}]) {
    await client.hello({ name: '' }, options).catch((err) => {
      if (err instanceof ClientError) console.log(err.details);
    });
  }

  channel.close();
  await server.shutdown();
}

void main();

// Output:
// start client unary /greeter.v1.Greeter/Hello
// start server unary /greeter.v1.Greeter/Hello
// finish server unary /greeter.v1.Greeter/Hello OK
// finish client unary /greeter.v1.Greeter/Hello OK
// ada from 10.1.1.1
// start client unary /greeter.v1.Greeter/Hello
// start server unary /greeter.v1.Greeter/Hello
// hidden: Error: no name, at line 7 of secrets.ts
// finish server unary /greeter.v1.Greeter/Hello INTERNAL
// finish client unary /greeter.v1.Greeter/Hello INTERNAL
// internal error
// start client unary /greeter.v1.Greeter/Hello
// start server unary /greeter.v1.Greeter/Hello
// finish server unary /greeter.v1.Greeter/Hello UNAUTHENTICATED
// finish client unary /greeter.v1.Greeter/Hello UNAUTHENTICATED
// Request unauthenticated with bearer
