import { test } from './tester';

const flat =
  "import { current, run, setTrailer } from 'mdctx';\nimport { bind, bindIterable } from 'mdctx/context';\n";
const gen = `${flat}async function* names(a) { yield current(); }\n`;

test(
  'no-unbound-generator',
  'javascript',
  [
    `${gen}const it = bindIterable(ctx, names());`,
    `${gen}const it = bindIterable(ctx, run(ctx, names));`,
    `${gen}const it = run(ctx, () => bindIterable(names()));`,
    `${gen}await run(ctx, async () => { for await (const name of names()) f(name); });`,
    `${gen}const all = run(ctx, () => Array.fromAsync(names()));`,
    `${gen}run(ctx, () => client.rpc(req));`,
    `${gen}run(ctx, () => { const it = names(); return f(it); });`,
    `${flat}run(ctx, () => { door.on('knock', bind(() => f(current()))); });`,
    `${flat}run(ctx, () => { door.on('knock', (who) => f(who)); });`, // uses no context
    `${flat}door.on('knock', () => f(current()));`, // under no run
    `${flat}run(ctx, () => { door.on('knock', () => run(other, () => f(current()))); });`,
    `${flat}run(ctx, () => { current().signal.addEventListener('abort', () => f(current())); });`,
    `${flat}server.addService(Def, { echo(call) { call.on('end', () => { setTrailer(md); call.end(); }); } });`,
    'function* names() {} other.run(ctx, names);',
  ],
  [
    {
      code: `${gen}const it = run(ctx, names, 1);`,
      errors: ['generator'],
      suggestions: [[`${gen}const it = bindIterable(ctx, names(1));`]],
    },
    { code: `${gen}for await (const name of run(ctx, () => names())) f(name);`, errors: ['generator'] },
    { code: `${gen}const it = run(ctx, () => { return names(); });`, errors: ['generator'] },
    { code: `${flat}const it = run(ctx, function* () { yield current(); });`, errors: ['generator'] },
    { code: `${gen}async function* all() { yield* run(ctx, () => names()); }`, errors: ['generator'] },
    {
      code: `${gen}let it; run(ctx, () => { it = names(); }); for await (const name of it) f(name);`,
      errors: ['generator'],
    },
    {
      code: `${flat}class A { *names() { yield current(); } all() { return run(ctx, () => this.names()); } }`,
      errors: ['generator'],
    },
    {
      code: `${flat}const shop = { *names() { yield current(); } }; for (const name of run(ctx, () => shop.names())) f(name);`,
      errors: ['generator'],
    },
    {
      code: "import { run } from 'mdctx';\nfunction* names() {}\nrun(ctx, names);",
      errors: ['generator'],
      suggestions: [
        [
          "import { bindIterable } from 'mdctx/context';\nimport { run } from 'mdctx';\nfunction* names() {}\nbindIterable(ctx, names());",
        ],
      ],
    },
    {
      code: `${flat}run(ctx, () => { door.on('knock', () => f(current())); });`,
      errors: ['listener'],
      suggestions: [[`${flat}run(ctx, () => { door.on('knock', bind(() => f(current()))); });`]],
    },
    {
      code: `${flat}const who = () => current(); run(ctx, () => { door.on('knock', () => f(who())); });`,
      errors: ['listener'],
      suggestions: [
        [`${flat}const who = () => current(); run(ctx, () => { door.on('knock', bind(() => f(who()))); });`],
      ],
    },
    {
      code: `${flat}run(ctx, () => { door.once('knock', listen); });\nfunction listen() { return client.rpc(req); }`,
      errors: ['listener'],
      suggestions: [
        [
          `${flat}run(ctx, () => { door.once('knock', bind(listen)); });\nfunction listen() { return client.rpc(req); }`,
        ],
      ],
    },
    {
      code: `${flat}server.add(Def, { async hello() { bus.on('x', () => setTrailer(md)); } });`,
      errors: ['listener'],
      suggestions: [
        [`${flat}server.add(Def, { async hello() { bus.on('x', bind(() => setTrailer(md))); } });`],
      ],
    },
  ],
);
