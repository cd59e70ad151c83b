import { test } from './tester';

const flat = "import { appendToOutgoingContext, run, withCancel, withTimeout, withValue } from 'mdctx';\n";

test(
  'no-unused-context',
  'javascript',
  [
    `${flat}const ctx = appendToOutgoingContext('k', 'v'); await client.rpc(req, { ctx });`,
    `${flat}run(appendToOutgoingContext('k', 'v'), () => client.rpc(req));`,
    `${flat}const f = () => appendToOutgoingContext('k', 'v');`,
    `${flat}const all = keys.map((key) => appendToOutgoingContext(key, 'v')); use(all);`,
    `${flat}const ctx = run(other, () => appendToOutgoingContext('k', 'v')); run(ctx, f);`,
    `${flat}function f() { return withValue(key, 1); }`,
    `${flat}export const ctx = withValue(key, 1);`,
    `${flat}const [ctx, cancel] = withCancel(); run(ctx, f); cancel();`,
    `${flat}let ctx = appendToOutgoingContext('a', 'b'); ctx = appendToOutgoingContext(ctx, 'k', 'v'); run(ctx, f);`,
    `${flat}ctx ??= appendToOutgoingContext('a', 'b'); run(ctx, f);`,
    `${flat}use(ok && appendToOutgoingContext('a', 'b'));`,
    `${flat}const both = withCancel(); use(both);`,
    // Others have functions of these names.
    "import { withValue } from './other'; withValue(1);",
    "appendToOutgoingContext('k', 'v');",
    "import { current, fromIncomingContext } from 'mdctx'; current(); fromIncomingContext();",
    // Settings name what else exports mdctx.
    "import { withValue } from '@acme/grpc'; withValue(key, 1);",
  ],
  [
    {
      code: `${flat}appendToOutgoingContext('k', 'v');`,
      errors: ['unused'],
      suggestions: [[`${flat}const ctx = appendToOutgoingContext('k', 'v');`]],
    },
    {
      code: "const { metadata } = require('mdctx');\nvoid metadata.appendToOutgoingContext('k', 'v');",
      errors: ['unused'],
    },
    {
      code: "const { appendToOutgoingContext: append } = require('mdctx/metadata');\nif (x) append('k', 'v');",
      errors: ['unused'],
    },
    {
      code: "import * as mdctx from 'mdctx';\nmdctx.context.withValue(key, 1), f();",
      errors: ['unused'],
    },
    {
      code: "import { context } from 'mdctx';\nok && context.withoutCancel();\nok ? f() : context.withoutCancel();\nawait context.withoutCancel();",
      errors: ['unused', 'unused', 'unused'],
    },
    {
      code: "import { newContext } from 'mdctx/peer';\nnewContext(who);",
      errors: ['unused'],
      suggestions: [["import { newContext } from 'mdctx/peer';\nconst ctx = newContext(who);"]],
    },
    { code: `${flat}keys.forEach((key) => appendToOutgoingContext(key, 'v'));`, errors: ['unused'] },
    { code: `${flat}run(ctx, () => appendToOutgoingContext('k', 'v'));`, errors: ['unused'] },
    { code: `${flat}withTimeout(100);`, errors: ['pair'] },
    {
      code: `${flat}const [, cancel] = withTimeout(100); try { await f(); } finally { cancel(); }`,
      errors: ['pair'],
    },
    {
      code: `${flat}const [ctx, cancel] = withTimeout(100); try { await f(); } finally { cancel(); }`,
      errors: ['never'],
    },
    {
      code: `${flat}async function f() { const ctx = appendToOutgoingContext('k', 'v'); await client.rpc(req); }`,
      errors: ['never'],
    },
    {
      code: `${flat}async function f() { let ctx = appendToOutgoingContext('a', 'b'); ctx = appendToOutgoingContext(ctx, 'k', 'v'); }`,
      errors: ['never'],
    },
    {
      code: "import { policy } from 'mdctx/forward';\nconst toStock = policy({});\ntoStock.apply();",
      errors: ['unused'],
      suggestions: [
        [
          "import { policy } from 'mdctx/forward';\nconst toStock = policy({});\nconst ctx = toStock.apply();",
        ],
      ],
    },
    {
      code: "import { withValue } from '@acme/grpc';\nf(withValue(key, 1)), withValue(key, 2);",
      settings: { mdctx: { modules: ['^@acme/'] } },
      errors: ['unused'],
    },
  ],
);

test(
  'no-unused-context',
  'typescript',
  [`${flat}const ctx = appendToOutgoingContext('k', 'v')!; run(ctx, f);`],
  [
    {
      code: "import mdctx = require('mdctx');\nf(), (mdctx.metadata.appendToOutgoingContext('k', 'v') as unknown);",
      errors: ['unused'],
    },
    {
      code: "import { withCancel } from 'mdctx/context';\nconst [, cancel] = withCancel()!; cancel();",
      errors: ['pair'],
    },
  ],
);
