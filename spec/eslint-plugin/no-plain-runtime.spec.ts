import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from './tester';

const grpcJs = "import { Client, credentials, Server } from '@grpc/grpc-js';\n";
const ours = "import { clientInterceptor, serverInterceptor } from 'mdctx/grpc-js';\n";
const pure =
  "import { createChannel, createClientFactory, createServer } from 'nice-grpc';\nimport { clientMiddleware, serverMiddleware } from 'mdctx/nice-grpc/middleware';\n";

test(
  'no-plain-runtime',
  'javascript',
  [
    "import { createServer } from 'mdctx/nice-grpc'; createServer();",
    "import { Metadata, ServerError } from 'nice-grpc'; new Metadata();",
    "import { createServer } from 'node:http'; createServer();",
    `${pure}const server = createServer().use(serverMiddleware()).use(other);`,
    `${pure}const server = createServer().use(other); server.use(serverMiddleware());`,
    `${pure}const factory = createClientFactory().use(clientMiddleware()); const channel = createChannel('x');`,
    `${grpcJs}${ours}new Server({ interceptors: [serverInterceptor(), other] });`,
    `${grpcJs}${ours}const interceptors = [serverInterceptor()]; new Server({ interceptors });`,
    `${grpcJs}${ours}const all = serverInterceptor(); const options = { interceptors: [all] }; new Server(options);`,
    `${grpcJs}function f(options) { return new Server(options); }`,
    `${grpcJs}import { contexts } from './interceptors'; new Server({ interceptors: [contexts] });`,
    `${grpcJs}new Server({ interceptors: [...all] });`,
    `${grpcJs}new Server({ ...options });`,
    `${grpcJs}${ours}new Client('x', credentials.createInsecure(), { interceptors: [clientInterceptor()] });`,
    `${grpcJs}${ours}new shop.Edge('x', credentials.createInsecure(), { interceptors: [clientInterceptor({})] });`,
    "import { Server } from 'socket.io'; new Server();",
  ],
  [
    {
      code: "import { createChannel, createClient, createServer } from 'nice-grpc';\ncreateServer();",
      output: "import { createChannel, createClient, createServer } from 'mdctx/nice-grpc';\ncreateServer();",
      errors: ['niceGrpc'],
    },
    {
      code: "import * as grpc from 'nice-grpc';\ngrpc.createClientFactory();",
      output: "import * as grpc from 'mdctx/nice-grpc';\ngrpc.createClientFactory();",
      errors: ['niceGrpc'],
    },
    {
      code: "const { createClient } = require('nice-grpc');\ncreateClient(Def, channel);",
      errors: ['niceGrpc'],
    },
    {
      code: "import { createServer } from 'nice-grpc';\nconst server = createServer().use(other);",
      output: "import { createServer } from 'mdctx/nice-grpc';\nconst server = createServer().use(other);",
      errors: ['niceGrpc'],
    },
    {
      code: `${grpcJs}const plain = credentials.createInsecure(); new shop.Edge('x', plain);`,
      errors: ['client'],
    },
    {
      code: "export { createServer } from 'nice-grpc';",
      output: "export { createServer } from 'mdctx/nice-grpc';",
      errors: ['niceGrpc'],
    },
    { code: `${grpcJs}new Server();`, errors: ['server'] },
    { code: `${grpcJs}new Server({ 'grpc.max_concurrent_streams': 1 });`, errors: ['server'] },
    { code: `${grpcJs}const log = () => {}; new Server({ interceptors: [log] });`, errors: ['server'] },
    { code: "const grpc = require('@grpc/grpc-js');\nnew grpc.Server();", errors: ['server'] },
    { code: `${grpcJs}new Client('x', credentials.createInsecure());`, errors: ['client'] },
    {
      code: `${grpcJs}new Client('x', credentials.createInsecure(), { interceptors: [] });`,
      errors: ['client'],
    },
    { code: `${grpcJs}new shop.Edge('x', credentials.createSsl());`, errors: ['client'] },
    {
      code: "import * as grpc from '@grpc/grpc-js';\nnew Edge('x', grpc.credentials.createInsecure());",
      errors: ['client'],
    },
  ],
);

const folder = mkdtempSync(join(tmpdir(), 'mdctx-plain-'));
for (const [name, manifest] of Object.entries({
  without: { name: 'without', dependencies: { 'nice-grpc': '*' } },
  with: { name: 'with', devDependencies: { mdctx: '*' } },
})) {
  mkdirSync(join(folder, name, 'src'), { recursive: true });
  writeFileSync(join(folder, name, 'package.json'), JSON.stringify(manifest));
}
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const plain = "const { createServer } = require('nice-grpc');\ncreateServer();";

test(
  'no-plain-runtime',
  'javascript',
  [{ code: plain, filename: join(folder, 'without', 'src', 'a.js') }],
  [{ code: plain, filename: join(folder, 'with', 'src', 'a.js'), errors: ['niceGrpc'] }],
);

test(
  'no-plain-runtime',
  'typescript',
  [],
  [
    {
      code: "import grpc = require('@grpc/grpc-js');\nnew grpc.Server({} as grpc.ServerOptions);",
      errors: ['server'],
    },
  ],
);
