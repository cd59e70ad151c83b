import { appendToOutgoingContext, fromIncomingContext, type MD, New, Pairs, run } from 'mdctx';
import { baggage, policy, requestId, traceContext } from 'mdctx/forward';
import { forwarding, inOrder } from 'mdctx/interceptors';
import { createChannel, createClientFactory, createServer } from 'mdctx/nice-grpc';
import { HopsDefinition } from './gen/greeter';

const onTheWay = (md: MD | undefined) => [...(md ?? [])].filter(([key]) => /^(x-|auth|cookie)/.test(key));

async function main() {
  // #region policy
  const toStock = policy({
    keys: ['x-tenant', 'x-acme-*'], // names, and beginnings of names
    credentials: ['authorization'], // to be listed one by one
    presets: [requestId({ make: () => 'r-1' }), traceContext(), baggage()],
  });
  // #endregion

  // #region client
  const clients = createClientFactory(inOrder(forwarding(toStock))); // last, if there are others
  // #endregion

  const server = createServer();
  server.add(HopsDefinition, {
    async first({ name }) {
      const { text } = await client.second({ name });
      // #region apply
      const ctx = toStock.apply(); // the same, for some calls alone
      const again = await run(ctx, () => client.second({ name }));
      // #endregion
      // #region explain
      for (const { key, forwarded, reason } of toStock.explain(fromIncomingContext() ?? New())) {
        if (key.startsWith('x-') || key === 'cookie') console.log(forwarded ? '+' : '-', key, reason);
      }
      // #endregion
      console.log(text === again.text);
      return { text };
    },
    second: async () => ({ text: onTheWay(fromIncomingContext()).join(' ') }),
  });
  const channel = createChannel(`127.0.0.1:${await server.listen('127.0.0.1:0')}`);
  const client = clients.create(HopsDefinition, channel);

  const md = Pairs(
    'authorization',
    'Bearer t',
    'cookie',
    'c',
    'x-acme-a',
    '1',
    'x-acme-token',
    't',
    'x-other',
    'o',
  );
  const ctx = appendToOutgoingContext(...[...md].flatMap(([key, values]) => [key, ...values]));
  console.log((await client.first({ name: 'Ada' }, { ctx })).text);

  channel.close();
  await server.shutdown();
}

void main();

// Output:
// - cookie is a credential, and not listed as one
// + x-acme-a begins with x-acme-
// - x-acme-token is a credential, and not listed as one
// - x-other is not listed
// + x-request-id is taken by the preset request id
// true
// authorization,Bearer t x-acme-a,1 x-request-id,r-1
