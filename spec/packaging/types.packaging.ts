import { core, manifest, subpaths } from '../house/subpaths';
import { Folder } from './support/folder';
import { tarball } from './support/pack';
import { compilers, install } from './support/tools';

// The types of each subpath under each TypeScript, with all declaration files checked: `skipLibCheck: false`.

/** Returns the lowest version that a range of package.json allows. */
function lowest(range: string): string {
  return /\d+\.\d+\.\d+/.exec(range)?.[0] ?? range;
}

const peers = Object.entries(manifest.peerDependencies);
const pinned = Object.fromEntries(peers.map(([name]) => [name, manifest.devDependencies[name] ?? '*']));
const oldest = Object.fromEntries(peers.map(([name, range]) => [name, lowest(range)]));

/** What some peers of today need: `Uint8Array` with a type parameter, say. Older compilers are given older peers. */
const modern = 5.7;

const modernCompilers = compilers.filter((one) => Number.parseFloat(one) >= modern);
const newest = compilers.slice(-1);

describe.each([
  [
    'the lowest versions of the peers',
    oldest,
    subpaths,
    compilers.filter((one) => !modernCompilers.includes(one)),
  ],
  ['the versions of the peers of today', pinned, subpaths, modernCompilers],
  // The plugin is of use with ESLint alone, whose types it needs.
  ['no peer, of the core', {}, core.filter(({ name }) => name !== 'mdctx/eslint-plugin'), newest],
])('the types, with %s', (_, dependencies, parts, versions) => {
  const folder = new Folder();

  beforeAll(async () => {
    const node = { '@types/node': manifest.devDependencies['@types/node'] };
    folder.write('package.json', {
      name: 'user',
      private: true,
      dependencies: { mdctx: `file:${tarball()}`, ...node, ...dependencies },
    });
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
    await folder.run('npm', 'install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund');
  });

  it.each(versions)('have no error of their own with TypeScript %s', async (version) => {
    const tsc = `${install('compilers')}/typescript-${version}/bin/tsc`;
    const told = await folder
      .node(tsc, '-p', '.', '--pretty', 'false')
      .catch((error: Error) => error.message);
    expect(told.split('\n').filter((line) => line.includes('error TS'))).toEqual([]);
  });
});
