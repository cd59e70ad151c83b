import { test } from './tester';

const flat = "import { appendToOutgoingContext, background, current, withTimeout } from 'mdctx';\n";
const ctx = `${flat}const ctx = appendToOutgoingContext('k', 'v');\n`;

test(
  'no-context-in-options',
  'javascript',
  [
    `${ctx}client.rpc(req, { ctx });`,
    `${ctx}client.rpc(req, { ctx: background() });`,
    `${ctx}handle(req, ctx);`,
    `${ctx}server.handle(req, ctx);`,
    "import { newClient } from 'mdctx/stub';\nfunction f(ctx) { return newClient(Def, channel).rpc(ctx, req); }",
    `${ctx}client.rpc(req, options);`,
    'const ctx = makeOther(); client.rpc(req, ctx);',
    `${ctx}client.rpc(req, { ...options, ctx });`,
    `${ctx}client.close(1, ctx);`,
  ],
  [
    { code: `${ctx}client.rpc(req, ctx);`, output: `${ctx}client.rpc(req, { ctx });`, errors: ['options'] },
    {
      code: `${flat}client.rpc(req, current());`,
      output: `${flat}client.rpc(req, { ctx: current() });`,
      errors: ['options'],
    },
    {
      code: `${flat}const [timed, cancel] = withTimeout(5);\nthis.stockClient.rpc(req, timed);`,
      output: `${flat}const [timed, cancel] = withTimeout(5);\nthis.stockClient.rpc(req, { ctx: timed });`,
      errors: ['options'],
    },
    {
      code: "import { createClient } from 'mdctx/nice-grpc';\nconst stock = createClient(Def, channel);\nfunction f(ctx) { return stock.rpc(req, ctx); }",
      output:
        "import { createClient } from 'mdctx/nice-grpc';\nconst stock = createClient(Def, channel);\nfunction f(ctx) { return stock.rpc(req, { ctx }); }",
      errors: ['options'],
    },
    {
      code: `${ctx}import { createClientFactory } from 'mdctx/nice-grpc';\nconst factory = createClientFactory().use(log);\nconst stock = factory.create(Def, channel);\nstock.rpc(req, ctx);`,
      output: `${ctx}import { createClientFactory } from 'mdctx/nice-grpc';\nconst factory = createClientFactory().use(log);\nconst stock = factory.create(Def, channel);\nstock.rpc(req, { ctx });`,
      errors: ['options'],
    },
    {
      code: `${ctx}import { Client, credentials } from '@grpc/grpc-js';\nconst stock = new Stock('x', credentials.createInsecure());\nstock.rpc(req, ctx, done);`,
      output: `${ctx}import { Client, credentials } from '@grpc/grpc-js';\nconst stock = new Stock('x', credentials.createInsecure());\nstock.rpc(req, { ctx }, done);`,
      errors: ['options'],
    },
    {
      code: `${ctx}import { newClient } from 'mdctx/stub';\nconst stock = newClient(Def, channel);\nstock.rpc(req, ctx);`,
      output: `${ctx}import { newClient } from 'mdctx/stub';\nconst stock = newClient(Def, channel);\nstock.rpc(ctx, req);`,
      errors: ['first'],
    },
    {
      code: `${ctx}client.rpc(req, { ...ctx });`,
      output: `${ctx}client.rpc(req, { ctx });`,
      errors: ['spread'],
    },
    {
      code: `${flat}client.rpc(req, { ...current(), timeout: 5 });`,
      output: `${flat}client.rpc(req, { ctx: current(), timeout: 5 });`,
      errors: ['spread'],
    },
  ],
);

test(
  'no-context-in-options',
  'typescript',
  [
    "import type { Koa } from './koa';\nfunction f(ctx: Koa, client: StockClient) { return client.rpc(req, ctx); }",
  ],
  [
    {
      code: "import type { Context } from 'mdctx';\nfunction f(c: Context, stock: StockClient) { return stock.rpc(req, c); }",
      output:
        "import type { Context } from 'mdctx';\nfunction f(c: Context, stock: StockClient) { return stock.rpc(req, { ctx: c }); }",
      errors: ['options'],
    },
    {
      code: "import type * as mdctx from 'mdctx';\nfunction f(c: mdctx.Context | undefined, stock: StockClient) { return stock.rpc(req, c!); }",
      output:
        "import type * as mdctx from 'mdctx';\nfunction f(c: mdctx.Context | undefined, stock: StockClient) { return stock.rpc(req, { ctx: c! }); }",
      errors: ['options'],
    },
  ],
);
