import { test } from './tester';

// What the rules find by types: functions and contexts that come by way of a user's own modules.

const flat = "import { appendToOutgoingContext, run } from 'mdctx';\n";
const typed =
  "import type { Context } from 'mdctx';\nimport type { GreeterClient } from '../../examples/gen/greeter';\n";
const impl = "import type { GreeterServiceImplementation } from '../../examples/gen/greeter';\n";

test(
  'no-context-in-options',
  'typed',
  [`${typed}function f(c: { id: string }, stock: GreeterClient) { return [stock, c]; }\nf;`],
  [
    {
      code: `${typed}const use = (c: Context, greeter: () => GreeterClient) => greeter().hello({ name: '' }, c);\nuse;`,
      output: `${typed}const use = (c: Context, greeter: () => GreeterClient) => greeter().hello({ name: '' }, { ctx: c });\nuse;`,
      errors: ['options'],
    },
  ],
);

test(
  'no-lost-cancel',
  'typed',
  [
    "import { withUser } from '../again';\nconst [ctx, cancel] = withUser(); String(ctx); cancel();",
    'declare function pair(): [string, () => void]; const [text] = pair(); text;',
  ],
  [
    {
      code: "import { withUser } from '../again';\nconst [ctx] = withUser(); String(ctx);",
      errors: ['discarded'],
    },
  ],
);

test(
  'no-unbound-generator',
  'typed',
  ["import { run, background } from 'mdctx';\nimport { audit } from '../again';\nrun(background(), audit);"],
  [
    {
      code: "import { run, background } from 'mdctx';\nimport { numbers } from '../again';\nrun(background(), () => numbers());",
      errors: ['generator'],
    },
    {
      code: "import { run, background } from 'mdctx';\nimport { numbers } from '../again';\nrun(background(), numbers);",
      errors: ['generator'],
      suggestions: [
        [
          "import { bindIterable } from 'mdctx/context';\nimport { run, background } from 'mdctx';\nimport { numbers } from '../again';\nbindIterable(background(), numbers());",
        ],
      ],
    },
  ],
);

test(
  'no-unused-context',
  'typed',
  [
    `${flat}declare function withUser(name: string): void; withUser('Ada');`,
    `${flat}run(appendToOutgoingContext('k', 'v'), () => 1);`,
  ],
  [
    {
      code: "import type { Context } from 'mdctx';\ndeclare function withUser(name: string): Context;\nwithUser('Ada'), 1;",
      errors: ['unused'],
    },
    {
      code: "import type { Policy } from 'mdctx/forward';\nfunction f(toStock: Policy) { void toStock.apply(); }\nf;",
      errors: ['unused'],
    },
    {
      code: "import { appendToOutgoingContext } from '../again';\nvoid appendToOutgoingContext('k', 'v');",
      errors: ['unused'],
    },
  ],
);

test(
  'no-work-after-call',
  'typed',
  [
    `${impl}const a: Partial<GreeterServiceImplementation> = { async hello({ name }) { console.log(name); return {}; } };\na;`,
  ],
  [
    {
      code: `${impl}import { audit } from '../again';\nconst a: Partial<GreeterServiceImplementation> = { async hello() { audit(); return {}; } };\na;`,
      errors: ['floating'],
      suggestions: [
        [
          `import { run } from 'mdctx/context';\nimport { withoutCancel } from 'mdctx/context';\n${impl}import { audit } from '../again';\nconst a: Partial<GreeterServiceImplementation> = { async hello() { run(withoutCancel(), () => audit()); return {}; } };\na;`,
        ],
      ],
    },
  ],
);
