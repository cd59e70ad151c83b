import { librarySources } from '../support/sources';
import { violations } from './floors';

describe('the floors of lib/', () => {
  it('hold', () => {
    expect(violations(librarySources())).toEqual([]);
  });
});

/** A small library that breaks no rule; a case adds to it or replaces some of it. */
const sound = {
  'lib/index.ts': "export * as context from './context';\nexport { Pairs } from './metadata';",
  'lib/context/index.ts': "export { run } from './ambient';",
  'lib/context/ambient.ts':
    "import { AsyncLocalStorage } from 'node:async_hooks';\nexport const run = new AsyncLocalStorage();",
  'lib/metadata/index.ts': "export { Pairs } from './pairs';",
  'lib/metadata/pairs.ts': "import { run } from '../context';\nexport const Pairs = [run] as const;",
  'lib/peer/index.ts': "export { fromContext } from './from-context';",
  'lib/peer/from-context.ts': "import type { run } from '../context';\nexport type fromContext = typeof run;",
  'lib/grpc/index.ts':
    "import type { Status } from 'nice-grpc-common';\nexport { Pairs } from '../metadata';\nexport type S = Status;",
  'lib/grpc-js/index.ts': "export { toMetadata } from './convert';",
  'lib/grpc-js/convert.ts':
    "import { Metadata } from '@grpc/grpc-js';\n// grpc-js keeps it private.\nexport const toMetadata = Metadata as unknown;",
  'lib/nice-grpc/index.ts':
    "import 'nice-grpc';\nexport * from '../grpc-js';\nexport * from './middleware';\nexport {} from '../grpc';",
  'lib/nice-grpc/middleware/index.ts': "import 'nice-grpc-common';\nexport {} from '../../grpc';",
  'lib/stub/index.ts': "export * from '../nice-grpc';",
  'lib/testing/index.ts': "export * from '../nice-grpc';\nexport * from '../grpc-js';",
};

function broken(by: Record<string, string>): string[] {
  return violations(new Map(Object.entries({ ...sound, ...by })));
}

describe('house.violations()', () => {
  it('finds nothing in a sound library', () => {
    expect(broken({})).toEqual([]);
  });

  it.each([
    [
      'an import upwards',
      { 'lib/context/key.ts': "import { Pairs } from '../metadata';" },
      'lib/context/key.ts:1: imports lib/metadata (floor 1) from floor 0: never upwards',
    ],
    [
      'an import of a type upwards',
      { 'lib/context/key.ts': "\nimport type { Pairs } from '../grpc';" },
      'lib/context/key.ts:2: imports lib/grpc (floor 2) from floor 0: never upwards',
    ],
    [
      'a type that is imported in place',
      { 'lib/context/key.ts': "export type X = import('../grpc').S;" },
      'lib/context/key.ts:1: imports lib/grpc (floor 2) from floor 0: never upwards',
    ],
    [
      'a dynamic import upwards',
      { 'lib/context/key.ts': "export const later = () => import('../grpc');" },
      'lib/context/key.ts:1: imports lib/grpc (floor 2) from floor 0: never upwards',
    ],
    [
      'a require upwards',
      { 'lib/context/key.ts': "require('../grpc');" },
      'lib/context/key.ts:1: imports lib/grpc (floor 2) from floor 0: never upwards',
    ],
    [
      'an import sideways on one floor',
      { 'lib/peer/other.ts': "import { Pairs } from '../metadata';" },
      'lib/peer/other.ts:1: imports lib/metadata: folders on one floor do not import each other',
    ],
    [
      'an import past the index.ts of another folder',
      { 'lib/grpc/method.ts': "import { run } from '../context/ambient';" },
      'lib/grpc/method.ts:1: imports lib/context/ambient.ts: another folder is imported through its index.ts or internal.ts',
    ],
    [
      'an adapter on an adapter that carries none',
      { 'lib/stub/client.ts': "import {} from '../nestjs';", 'lib/nestjs/index.ts': 'export {};' },
      'lib/stub/client.ts:1: imports lib/nestjs: an adapter carries none but testing',
    ],
    [
      'an adapter in the index of the library',
      { 'lib/index.ts': "export {} from './grpc-js';" },
      'lib/index.ts:1: imports lib/grpc-js (floor 3) from floor 2.5: never upwards',
    ],
    [
      'a folder that has no floor',
      { 'lib/extra/index.ts': "import { run } from '../context';" },
      'lib/extra/index.ts:1: lib/extra has no floor yet: give it one in spec/house/floors.ts',
    ],
    [
      'node:async_hooks outside of ambient.ts',
      { 'lib/grpc/store.ts': "import { AsyncLocalStorage } from 'node:async_hooks';" },
      'lib/grpc/store.ts:1: imports node:async_hooks, which is not for this file',
    ],
    [
      'a peer in the core',
      { 'lib/grpc/status.ts': "import type { Metadata } from '@grpc/grpc-js';" },
      'lib/grpc/status.ts:1: imports @grpc/grpc-js, which is not for this file',
    ],
    [
      'nice-grpc in the pure middlewares',
      { 'lib/nice-grpc/middleware/server.ts': "import { createServer } from 'nice-grpc';" },
      'lib/nice-grpc/middleware/server.ts:1: imports nice-grpc, which is not for this file',
    ],
    [
      'an inner file of grpc-js, unless it is for a type',
      {
        'lib/grpc-js/a.ts': "import { Client } from '@grpc/grpc-js/build/src/client';",
        'lib/grpc-js/b.ts': "import type { Client } from '@grpc/grpc-js/build/src/client';",
      },
      'lib/grpc-js/a.ts:1: imports @grpc/grpc-js/build/src/client, which is not for this file',
    ],
    [
      'a package that nobody may use',
      { 'lib/grpc/log.ts': "import pino from 'pino';" },
      'lib/grpc/log.ts:1: imports pino, which is none of the packages that lib/ may use',
    ],
    [
      'an import that leads out of lib/',
      { 'lib/grpc/log.ts': "import { it } from '../../spec/support/it';" },
      'lib/grpc/log.ts:1: imports ../../spec/support/it, which is no file of lib/',
    ],
    [
      'a circle',
      { 'lib/peer/a.ts': "import type { B } from './b';", 'lib/peer/b.ts': "import { a } from './a';" },
      'lib/peer/a.ts -> lib/peer/b.ts -> lib/peer/a.ts: imports in a circle',
    ],
    [
      'a file that is named for nothing',
      { 'lib/grpc/utils.ts': '' },
      'lib/grpc/utils.ts: a file is named for its idea, not utils.ts',
    ],
    [
      'a file name in another case',
      { 'lib/grpc/sendHeader.ts': '' },
      'lib/grpc/sendHeader.ts: file names are in kebab-case',
    ],
    [
      'a long file',
      { 'lib/grpc/long.ts': '//\n'.repeat(251) },
      'lib/grpc/long.ts: 251 lines, and 250 is the most',
    ],
    [
      'an optional peer that a bundler must find',
      { 'lib/grpc/status.ts': "export const load = () => require('@bufbuild/protobuf');" },
      'lib/grpc/status.ts:1: a require outside of a try',
    ],
    [
      'a cast in the core',
      { 'lib/grpc/status.ts': 'export const x = 1 as unknown;' },
      "lib/grpc/status.ts:1: a cast outside of an adapter's convert.ts",
    ],
    [
      'a cast in a convert.ts that is no adapter’s',
      { 'lib/grpc/convert.ts': '// why\nexport const x = <unknown>1;' },
      "lib/grpc/convert.ts:2: a cast outside of an adapter's convert.ts",
    ],
    [
      'an assertion that something is there',
      { 'lib/grpc/status.ts': 'export const x = [1].pop()!;' },
      "lib/grpc/status.ts:1: a cast (!) outside of an adapter's convert.ts",
    ],
    [
      'any in the core',
      { 'lib/grpc/status.ts': 'export let x: any;' },
      "lib/grpc/status.ts:1: any outside of an adapter's convert.ts",
    ],
    [
      'a cast without its reason',
      { 'lib/grpc-js/convert.ts': 'export const toMetadata = 1 as unknown;' },
      'lib/grpc-js/convert.ts:1: a cast without its reason',
    ],
  ])('finds %s', (_, by, message) => {
    expect(broken(by)).toEqual([message]);
  });

  it('finds a library whose files have grown long', () => {
    const grown = Object.fromEntries(Object.keys(sound).map((path) => [path, '//\n'.repeat(100)]));
    expect(broken(grown)).toEqual(['lib: the median file has 100 lines, and it stays under 100']);
  });
});
