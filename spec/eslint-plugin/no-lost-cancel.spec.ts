import { test } from './tester';

const flat = "import { run, withCancel, withTimeout } from 'mdctx';\n";
const inside = (body: string): string =>
  `${flat}async function f(a, b) { const [ctx, cancel] = withTimeout(100); ${body} }`;

test(
  'no-lost-cancel',
  'javascript',
  [
    inside('try { await run(ctx, a); } finally { cancel(); }'),
    inside('if (a) { cancel(); return; } cancel();'),
    inside('if (a) return cancel(); return [ctx, cancel];'),
    inside('setTimeout(cancel, 5); if (a) return;'),
    inside('a.on("end", () => cancel()); if (b) return 1; return 2;'),
    inside('for (const x of a) { x(ctx); } cancel();'),
    inside('while (true) { if (a(ctx)) { cancel(); break; } }'),
    inside('while (true) { if (await a(ctx)) cancel(); }'), // never ends
    inside('switch (a) { case 1: cancel(); break; default: b(cancel); }'),
    inside('function end() { cancel(); } a.on("end", end); if (b) return;'),
    inside('try { if (a) throw new Error("no"); } finally { cancel(); }'),
    inside('return { ctx, stop: cancel };'),
    `${flat}function f() { return withCancel(); }`,
    `${flat}const both = withCancel(); both[1]();`,
    `${flat}class A { constructor() { [this.ctx, this.cancel] = withCancel(); } }`,
    `${flat}export const [ctx, cancel] = withCancel();`,
    `${flat}let cancel; function start() { let ctx; [ctx, cancel] = withCancel(); run(ctx, f); } function stop() { cancel(); }`,
    `${flat}f(withCancel());`,
    `${flat}const [...both] = withCancel(); f(both);`,
    "import { withCancel } from './other'; const [ctx] = withCancel();",
  ],
  [
    { code: `${flat}const [ctx] = withCancel(); run(ctx, f);`, errors: ['discarded'] },
    { code: `${flat}run(withTimeout(100)[0], f);`, errors: ['discarded'] },
    { code: `${flat}withTimeout(100);`, errors: ['discarded'] },
    { code: `${flat}const both = withCancel(); run(both[0], f);`, errors: ['discarded'] },
    { code: `${flat}const [ctx, _] = withCancel(); run(ctx, f);`, errors: ['unused'] },
    { code: inside('await run(ctx, a);'), errors: ['unused'] },
    { code: inside('if (a) return; cancel();'), errors: ['lost'] },
    { code: inside('if (a) cancel();'), errors: ['lost'] },
    { code: inside('if (a) throw new Error("no"); cancel();'), errors: ['lost'] },
    { code: inside('for (const x of a) { cancel(); }'), errors: ['lost'] },
    {
      code: inside('switch (a) { case 1: cancel(); break; case 2: return; default: cancel(); }'),
      errors: ['lost'],
    },
    { code: inside('try { await a(ctx); cancel(); } catch { return; }'), errors: ['lost'] },
    { code: inside('a && cancel();'), errors: ['lost'] },
    {
      code: `${flat}function f(a) { let [ctx, cancel] = withCancel(); [ctx, cancel] = withTimeout(ctx, 5); run(ctx, a); cancel(); }`,
      errors: ['lost'],
    },
    {
      code: `${flat}function f(a) { let ctx, cancel; for (const x of a) { [ctx, cancel] = withCancel(); run(ctx, x); } cancel(); }`,
      errors: ['lost'],
    },
    {
      code: "const mdctx = require('mdctx');\nconst f = (a) => { const [ctx, cancel] = mdctx.withCancel(); if (a) return; cancel(); };",
      errors: ['lost'],
    },
  ],
);
