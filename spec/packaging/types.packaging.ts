import { core, manifest, type Subpath, subpaths } from '../house/subpaths';
import { textOf } from '../support/sources';
import { Folder } from './support/folder';
import { tarball } from './support/pack';
import { installLowest, peersOfToday, type Versions } from './support/peers';
import { compilers, install as installTools } from './support/tools';

// The types of each subpath under each TypeScript, with all declaration files checked: `skipLibCheck: false`.

/** What some peers of today need: `Uint8Array` with a type parameter, say. Older compilers are given older peers. */
const modern = 5.7;

const modernCompilers = compilers.filter((one) => Number.parseFloat(one) >= modern);
const newest = compilers.slice(-1);

const others = (): Versions => ({
  mdctx: `file:${tarball()}`,
  '@types/node': manifest.devDependencies['@types/node'] ?? '*',
});

/** Installs these versions of peers. */
async function install(folder: Folder, peers: Versions): Promise<void> {
  folder.write('package.json', { name: 'user', private: true, dependencies: { ...others(), ...peers } });
  await folder.run('npm', 'install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund');
}

describe.each<[string, (folder: Folder) => Promise<unknown>, Subpath[], readonly string[]]>([
  [
    'the lowest versions of the peers',
    (folder) => installLowest(folder, others()),
    subpaths,
    compilers.filter((one) => !modernCompilers.includes(one)),
  ],
  [
    'the versions of the peers of today',
    (folder) => install(folder, peersOfToday()),
    subpaths,
    modernCompilers,
  ],
  // The plugin is of use with ESLint alone, whose types it needs.
  [
    'no peer, of the core',
    (folder) => install(folder, {}),
    core.filter(({ name }) => name !== 'mdctx/eslint-plugin'),
    newest,
  ],
])('the types, with %s', (_, prepare, parts, versions) => {
  const folder = new Folder();

  beforeAll(async () => {
    const lines = parts.map(({ name }, i) => `export * as s${i} from '${name}';`);
    folder.write('all.ts', `${lines.join('\n')}\n`);
    folder.write('tsconfig.json', {
      compilerOptions: {
        strict: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: false,
        noEmit: true,
        target: 'es2022',
        module: 'nodenext',
        moduleResolution: 'nodenext',
        lib: ['es2022', 'esnext.disposable'],
        types: ['node'],
        rootDir: '.',
      },
      files: ['all.ts'],
    });
    await prepare(folder);
  });

  it.each(versions)('have no error of their own with TypeScript %s', async (version) => {
    const tsc = `${installTools('compilers')}/typescript-${version}/bin/tsc`;
    const told = await folder
      .node(tsc, '-p', '.', '--pretty', 'false')
      .catch((error: Error) => error.message);
    // What the declarations of a peer do wrong by themselves is theirs.
    const errors = told.split('\n').filter((line) => line.includes('error TS'));
    expect(errors.filter((line) => !/node_modules\/(?!mdctx\/)[^:]*: error/.test(line))).toEqual([]);
  });
});

describe('a project that uses Connect', () => {
  const folder = new Folder();
  const user = textOf('spec/packaging/support/connect-user.ts');
  const connect = ['connect-express', 'connect-fastify'].map((name) => `@connectrpc/${name}`);

  beforeAll(async () => {
    const tools = [...connect, 'express', 'fastify', '@types/express'];
    const versions = tools.map((name) => [name, manifest.devDependencies[name] ?? '*'] as const);
    await install(folder, { ...peersOfToday(), ...Object.fromEntries(versions) });
  });

  it.each([
    ['ES modules', 'mts'],
    ['CommonJS', 'cts'],
  ])('of %s finds that the types fit', async (_, extension) => {
    folder.write(`user.${extension}`, user);
    folder.write('tsconfig.json', {
      compilerOptions: {
        strict: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: true,
        noEmit: true,
        target: 'es2022',
        module: 'nodenext',
        moduleResolution: 'nodenext',
        esModuleInterop: true,
        lib: ['es2022', 'esnext.disposable'],
        types: ['node'],
      },
      files: [`user.${extension}`],
    });
    for (const version of [...modernCompilers.slice(0, 1), ...newest]) {
      const tsc = `${installTools('compilers')}/typescript-${version}/bin/tsc`;
      expect(await folder.node(tsc, '-p', '.', '--pretty', 'false')).toBe('');
    }
  });
});
