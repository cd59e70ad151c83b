import { test } from './tester';

const flat = "import { Pairs, sendHeader, setHeader, setTrailer } from 'mdctx';\n";
const handler = (body: string, name = 'async *hello(req, context)'): string =>
  `${flat}server.add(Def, { ${name} { ${body} } });`;
const trailer = (body: string): string[] => [handler(body)];

test(
  'no-silent-late-header',
  'javascript',
  [
    handler('setHeader(md); yield 1; setTrailer(md);'),
    handler('sendHeader(md); yield 1;'),
    handler('if (req) { yield 1; } else { setHeader(md); }'),
    handler('context.header.set("k", "v"); yield 1;'),
    handler('setHeader(md); return 1;', 'async hello(req, context)'),
    `${flat}async function* middleware(call, context) { const answer = yield* call.next(call.request, context); setHeader(md); return answer; }`,
    `${flat}function f() { setHeader(md); } function* g() { yield 1; f(); }`,
    "import { setHeader } from './other'; function* g() { yield 1; setHeader(md); }",
    `${flat}server.addService(Def, { hello(call, reply) { setHeader(md); reply(null, {}); } });`,
    `${flat}function* g(headers) { yield 1; headers.header.set('k', 'v'); }`,
  ],
  [
    {
      code: handler('yield 1; setHeader(md);'),
      errors: ['late'],
      suggestions: [trailer('yield 1; setTrailer(md);')],
    },
    { code: handler('yield 1; sendHeader(md);'), errors: ['late'] },
    { code: handler('sendHeader(md); sendHeader(md);'), errors: ['late'] },
    {
      code: handler('sendHeader(md); setHeader(md);', 'async hello()'),
      errors: ['late'],
      suggestions: [[handler('sendHeader(md); setTrailer(md);', 'async hello()')]],
    },
    {
      code: handler('for (const x of req) { setHeader(md); yield x; }'),
      errors: ['late'],
      suggestions: [trailer('for (const x of req) { setTrailer(md); yield x; }')],
    },
    {
      code: handler('if (req) yield 1; setHeader(md);'),
      errors: ['late'],
      suggestions: [trailer('if (req) yield 1; setTrailer(md);')],
    },
    {
      code: handler('try { yield 1; } finally { setHeader(md); }'),
      errors: ['late'],
      suggestions: [trailer('try { yield 1; } finally { setTrailer(md); }')],
    },
    {
      code: handler('yield* stock.list(); setHeader(md);'),
      errors: ['late'],
      suggestions: [trailer('yield* stock.list(); setTrailer(md);')],
    },
    { code: handler('yield 1; context.header.set("k", "v");'), errors: ['silent'] },
    { code: handler('yield 1; header.set("k", "v");', 'async *hello(req, { header })'), errors: ['silent'] },
    { code: handler('yield 1; call.header.set("k", "v");', 'async *hello(req, call)'), errors: ['silent'] },
    {
      code: `${flat}server.addService(Def, { hello(call) { call.write({}); call.sendMetadata(md); } });`,
      errors: ['silent'],
    },
    {
      code: "import { register } from 'mdctx/stub';\nregister(server, Def, { async list(req, out) { await out.send(1); out.setHeader(md); } });",
      errors: ['late'],
    },
    {
      code: handler('context.sendHeader(); context.header.append("k", "v");', 'async hello(req, context)'),
      errors: ['silent'],
    },
    {
      code: "import { grpc } from 'mdctx';\nconst f = async (stream) => { await stream.send(1); stream.setHeader(md); grpc.setHeader(md); };",
      errors: ['late', 'late'],
      suggestions: [
        [],
        [
          "import { grpc } from 'mdctx';\nconst f = async (stream) => { await stream.send(1); stream.setHeader(md); grpc.setTrailer(md); };",
        ],
      ],
    },
    {
      code: `${flat}server.addService(Def, { hello(call, reply) { reply(null, {}); setHeader(md); } });`,
      errors: ['late'],
      suggestions: [
        [`${flat}server.addService(Def, { hello(call, reply) { reply(null, {}); setTrailer(md); } });`],
      ],
    },
    {
      code: `${flat}server.addService(Def, { hello(call) { call.write({}); sendHeader(md); } });`,
      errors: ['late'],
    },
  ],
);
