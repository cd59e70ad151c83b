import { test } from './tester';

const flat =
  "import { background, current, run, setTrailer, withValue } from 'mdctx';\nimport { withoutCancel } from 'mdctx/context';\n";
const handler = (body: string): string => `${flat}server.add(Def, { async hello(req) { ${body} } });`;
const wrapped = (before: string, call: string, after = ''): string[] => [
  handler(`${before}run(withoutCancel(), () => ${call})${after}`),
];

test(
  'no-work-after-call',
  'javascript',
  [
    handler('await client.rpc(req); return client.rpc(req);'),
    handler('const answer = client.rpc(req); answer.catch(() => {}); return answer;'),
    handler('run(withoutCancel(), () => client.rpc(req));'),
    handler('void run(withoutCancel(), () => client.rpc(req)).catch(report);'),
    handler('const free = withoutCancel(); setTimeout(() => run(free, () => client.rpc(req)), 5);'),
    handler(
      'const free = withValue(withoutCancel(), key, 1); setImmediate(() => run(free, () => client.rpc(req)));',
    ),
    handler('setTimeout(() => run(background(), () => client.rpc(req)), 5);'),
    handler('await new Promise((resolve) => setTimeout(resolve, 5));'),
    handler('await new Promise((resolve) => setTimeout(() => resolve(current()), 5));'),
    handler('setTimeout(() => console.log("later"), 5);'), // uses no context
    handler('stop(); log(req);'),
    handler('setTimeout(() => redisClient.del(req.key), 5);'),
    handler('void 0; setTrailer(md);'),
    `${flat}void client.rpc(req); setTimeout(() => client.rpc(req), 5);`, // in no handler
    `${flat}client.rpc(req, callback => {});`,
    // A call of grpc-js lasts until its handler replies.
    `${flat}server.addService(Def, { hello(call, reply) { client.rpc(call.request).then((one) => reply(null, one), reply); } });`,
    `${flat}server.addService(Def, { hello(call, reply) { setTimeout(() => reply(null, current()), 5); } });`,
    `${flat}server.addService(Def, { list(call) { void pump(call).then(() => call.end()); } });`,
  ],
  [
    {
      code: handler('void client.rpc(req);'),
      errors: ['floating'],
      suggestions: [wrapped('void ', 'client.rpc(req)', ';')],
    },
    {
      code: handler('client.rpc(req);'),
      errors: ['floating'],
      suggestions: [wrapped('', 'client.rpc(req)', ';')],
    },
    {
      code: handler('const answer = client.rpc(req); return {};'),
      errors: ['floating'],
      suggestions: [wrapped('const answer = ', 'client.rpc(req)', '; return {};')],
    },
    {
      code: handler('audit(req).catch(report);'),
      errors: ['floating'],
      suggestions: [wrapped('', 'audit(req)', '.catch(report);')],
    },
    {
      code: `${handler('audit(req);')}\nasync function audit(req) { await client.rpc(req); }`,
      errors: ['floating'],
      suggestions: [
        [
          `${handler('run(withoutCancel(), () => audit(req));')}\nasync function audit(req) { await client.rpc(req); }`,
        ],
      ],
    },
    {
      code: handler('setTimeout(() => client.rpc(req), 5);'),
      errors: ['timer'],
      suggestions: [wrapped('', 'setTimeout(() => client.rpc(req), 5)', ';')],
    },
    {
      code: handler('setImmediate(() => { f(current()); });'),
      errors: ['timer'],
      suggestions: [wrapped('', 'setImmediate(() => { f(current()); })', ';')],
    },
    {
      code: handler('run(withValue(key, 1), () => client.rpc(req));'),
      errors: ['floating'],
      suggestions: [wrapped('', 'run(withValue(key, 1), () => client.rpc(req))', ';')],
    },
    {
      code: "const { register } = require('mdctx/stub');\nregister(server, Def, { hello: async (ctx, req) => { void client.rpc(req); return req; } });",
      errors: ['floating'],
    },
    {
      code: "const grpc = require('@grpc/grpc-js');\nconst impl = { hello(call, reply) { void client.rpc(call.request); reply(null, {}); } };\nserver.addService(Def, impl);",
      errors: ['floating'],
    },
    {
      code: 'const hello = async (req) => { void client.rpc(req); };\nserver.add(Def, { hello });',
      errors: ['floating'],
    },
    {
      code: "import { run } from 'mdctx';\nserver.add(Def, { async hello(req) { void f(req); } });",
      errors: ['floating'],
      suggestions: [
        [
          "import { withoutCancel } from 'mdctx/context';\nimport { run } from 'mdctx';\nserver.add(Def, { async hello(req) { void run(withoutCancel(), () => f(req)); } });",
        ],
      ],
    },
  ],
);

const impl = "import type { GreeterServiceImplementation } from '../../examples/gen/greeter';\n";

test(
  'no-work-after-call',
  'typescript',
  [`${impl}class Other implements Thing { async hello(req) { void client.rpc(req); } }`],
  [
    {
      code: 'class A implements GreeterServiceImplementation { async hello(req: Name) { void client.rpc(req); return {}; } }',
      errors: ['floating'],
    },
    {
      code: 'export function edge(): EdgeServiceImplementation { return { async buy(req) { void client.rpc(req); return {}; } }; }',
      errors: ['floating'],
    },
    {
      code: 'const impl = { async buy(req) { void client.rpc(req); } } satisfies Partial<EdgeServiceImplementation>;',
      errors: ['floating'],
    },
    {
      code: 'const hello: handleUnaryCall<A, B> = (call, reply) => { void client.rpc(call.request); reply(null); };',
      errors: ['floating'],
    },
    {
      code: "class C { @GrpcMethod('Hero') one(data: A) { void this.client.rpc(data); } }",
      errors: ['floating'],
    },
    {
      code: 'const a: GreeterServiceImplementation = { async hello(req) { setTimeout(() => stockClient.rpc(req), 5); return {}; } };',
      errors: ['timer'],
    },
  ],
);
