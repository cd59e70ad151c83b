import { background, context, fromIncomingContext, Pairs, setHeader, setTrailer } from 'mdctx';
import { auth, authFromMD } from 'mdctx/interceptors';
import { fakeClient, unimplemented } from 'mdctx/stub';
import { callUnary, manualClock, withClock } from 'mdctx/testing';
import { Status } from 'nice-grpc-common';
import { GreeterDefinition } from './gen/greeter';

async function main() {
  // #region unary
  const hello = (ctx: context.Context, req: { name: string }) => {
    setHeader(ctx, Pairs('served-by', 'spec'));
    setTrailer(ctx, Pairs('tenant', fromIncomingContext(ctx)?.get('x-tenant')?.[0] ?? ''));
    return { text: `Hello, ${req.name}` };
  };
  const md = Pairs('authorization', 'Bearer t', 'x-tenant', 'acme');
  const interceptor = auth((ctx) => (authFromMD(ctx, 'bearer') === 't' ? ctx : background())).unary;
  const { response, header, trailer } = await callUnary(hello, { name: 'Ada' }, { md, interceptor });
  // #endregion
  console.log(response, header?.get('served-by'), trailer.get('tenant'));

  // #region clock
  const clock = manualClock();
  const { code } = await callUnary(
    async (ctx) => {
      const ended = new Promise<void>((done) => context.afterFunc(ctx, done));
      clock.advance(1000); // a second passes, at once
      await ended;
    },
    {},
    { ctx: withClock(background(), clock), timeout: 1000 },
  );
  // #endregion
  console.log(Status[code]);

  // #region fakes
  const client = fakeClient(GreeterDefinition, { hello: (_ctx, { name }) => ({ text: `hello ${name}` }) });
  class FakeGreeter extends unimplemented(GreeterDefinition) {
    hello = async () => ({ text: 'hello' });
  }
  // #endregion
  console.log((await client.hello({ name: 'Ada' })).text, (await new FakeGreeter().hello()).text);
}

void main();

// Output:
// { text: 'Hello, Ada' } [ 'spec' ] [ 'acme' ]
// DEADLINE_EXCEEDED
// hello Ada hello
