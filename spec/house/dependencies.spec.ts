import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise } from './imports';

// `npm run lint` holds lib/ to spec/house/dependencies.js. Here is a small library that breaks its rules one by one.

const packages = {
  'node_modules/@grpc/grpc-js/package.json': '{ "main": "build/src/index.js" }',
  'node_modules/@grpc/grpc-js/build/src/index.js': '',
  'node_modules/@grpc/grpc-js/build/src/client.js': '',
  'node_modules/nice-grpc/index.js': '',
  'node_modules/nice-grpc-common/index.js': '',
  'node_modules/pino/index.js': '',
  'node_modules/eslint/index.js': '',
};

const valid = {
  'lib/index.ts': "export * as context from './context';\nexport { Pairs } from './metadata';",
  'lib/context/index.ts': "export { run } from './ambient';",
  'lib/context/ambient.ts':
    "import { AsyncLocalStorage } from 'node:async_hooks';\nexport const run = new AsyncLocalStorage();",
  'lib/metadata/index.ts': "export { Pairs } from './pairs';",
  'lib/metadata/pairs.ts': "import { run } from '../context';\nexport const Pairs = [run] as const;",
  'lib/peer/index.ts': "import type { run } from '../context';\nexport type Run = typeof run;",
  'lib/grpc/index.ts':
    "import type { Status } from 'nice-grpc-common';\nexport { Pairs } from '../metadata';\nexport type S = Status;",
  'lib/grpc-js/index.ts':
    "export { Metadata } from '@grpc/grpc-js';\nexport type { C } from '@grpc/grpc-js/build/src/client';",
  'lib/nice-grpc/index.ts':
    "import 'nice-grpc';\nexport * from '../grpc-js';\nexport * from './middleware';\nexport {} from '../grpc';",
  'lib/nice-grpc/middleware/index.ts': "import 'nice-grpc-common';\nexport {} from '../../grpc';",
  'lib/nice-grpc/middleware/server.ts': '',
  'lib/nestjs/index.ts': 'export {};',
  'lib/stub/index.ts': "export * from '../grpc-js';",
  'lib/testing/index.ts': "export * from '../nice-grpc';\nexport * from '../grpc-js';",
  'spec/support/it.ts': '',
};

const below = (folder: string): string =>
  `${folder}: its own files, and floors below through index.ts or internal.ts`;
const others = 'no other packages, and nothing outside of lib/';

/** What each file that breaks a rule imports, and what is said of it. */
const broken: Array<[what: string, file: string, text: string, told: string]> = [
  [
    'upwards',
    'lib/context/a.ts',
    "import { Pairs } from '../metadata';",
    `lib/metadata/index.ts: ${below('context')}`,
  ],
  [
    'a type upwards',
    'lib/context/b.ts',
    "import type { Pairs } from '../grpc';",
    `lib/grpc/index.ts: ${below('context')}`,
  ],
  [
    'a type in place',
    'lib/context/c.ts',
    "export type X = import('../grpc').S;",
    `lib/grpc/index.ts: ${below('context')}`,
  ],
  [
    'upwards, later',
    'lib/context/d.ts',
    "export const later = () => import('../grpc');",
    `lib/grpc/index.ts: ${below('context')}`,
  ],
  [
    'upwards by require',
    'lib/context/e.ts',
    "export const f = () => require('../grpc');",
    `lib/grpc/index.ts: ${below('context')}`,
  ],
  [
    'sideways',
    'lib/peer/a.ts',
    "import { Pairs } from '../metadata';",
    `lib/metadata/index.ts: ${below('peer')}`,
  ],
  [
    'past a door',
    'lib/grpc/a.ts',
    "import { run } from '../context/ambient';",
    `lib/context/ambient.ts: ${below('grpc')}`,
  ],
  [
    'past the door of a folder within',
    'lib/nice-grpc/a.ts',
    "import './middleware/server';",
    `lib/nice-grpc/middleware/server.ts: ${below('nice-grpc')}`,
  ],
  [
    'an adapter that carries none',
    'lib/stub/a.ts',
    "import {} from '../nestjs';",
    `lib/nestjs/index.ts: ${below('stub')}`,
  ],
  [
    'from a folder without a floor',
    'lib/extra/a.ts',
    "import { run } from '../context';",
    'lib/context/index.ts: a folder has its floor in spec/house/floors.json',
  ],
  [
    'node:async_hooks',
    'lib/grpc/b.ts',
    "import 'node:async_hooks';",
    'async_hooks: node:async_hooks is for context/ambient.ts',
  ],
  [
    'a runtime in the core',
    'lib/grpc/c.ts',
    "import type { M } from '@grpc/grpc-js';",
    'node_modules/@grpc/grpc-js/build/src/index.js: @grpc/grpc-js is for ^lib/(grpc-js|nestjs|nice-grpc|stub|testing)/(?!middleware/)',
  ],
  [
    'nice-grpc in the middlewares',
    'lib/nice-grpc/middleware/a.ts',
    "import 'nice-grpc';",
    'node_modules/nice-grpc/index.js: nice-grpc is for ^lib/nice-grpc/(?!middleware/)',
  ],
  [
    'an inner file of grpc-js',
    'lib/grpc-js/a.ts',
    "import { C } from '@grpc/grpc-js/build/src/client';",
    'node_modules/@grpc/grpc-js/build/src/client.js: the inner files of grpc-js are for types, and for the connect timeout',
  ],
  [
    'a tool that users run',
    'lib/eslint-plugin/a.ts',
    "import { Linter } from 'eslint';",
    'node_modules/eslint/index.js: the tools of eslint-plugin/ are for types',
  ],
  [
    'an unknown package',
    'lib/grpc/d.ts',
    "import pino from 'pino';",
    `node_modules/pino/index.js: ${others}`,
  ],
  ['a package that is not there', 'lib/grpc/e.ts', "import 'absent';", `absent: ${others}`],
  ['out of lib/', 'lib/grpc/f.ts', "import '../../spec/support/it';", `spec/support/it.ts: ${others}`],
  [
    'a file named for nothing',
    'lib/grpc/g.ts',
    "import './utils';",
    'lib/grpc/utils.ts: a file is named for its idea',
  ],
  [
    'a runtime in the index of the library',
    'lib/index.ts',
    "export {} from './grpc-js';",
    'lib/grpc-js/index.ts: index.ts: the core, nothing that needs a peer or a policy',
  ],
  ['in a circle', 'lib/http/a.ts', "import type { B } from './b';", 'lib/http/b.ts: no circles'],
];
const besides = { 'lib/grpc/utils.ts': '', 'lib/http/b.ts': "import { a } from './a';" };

const folders: string[] = [];

function write(files: Record<string, string>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mdctx-floors-')));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

describe('the rules of imports', () => {
  const bad = Object.fromEntries(broken.map(([, file, text]) => [file, text]));
  let found: readonly string[];

  beforeAll(async () => {
    found = (await cruise(write({ ...packages, ...valid, ...bad, ...besides }))).violations;
  }, 60_000);

  it('let a library pass that keeps them', async () => {
    expect((await cruise(write({ ...packages, ...valid }))).violations).toEqual([]);
  }, 60_000);

  it.each(broken)('refuse an import: %s', (_, file, __, told) => {
    const own = found
      .filter((line) => line.startsWith(`${file} -> `))
      .map((line) => line.slice(file.length + 4));
    expect(own).toEqual([told]);
  });
});
