import { textAt } from '../house/fences';
import { core, manifest, subpaths } from '../house/subpaths';
import { textOf } from '../support/sources';
import { Folder } from './support/folder';
import { tarball } from './support/pack';
import { peersOfToday } from './support/peers';
import { tool } from './support/tools';

// The package under each package manager: alone, and with all of its peers. The strict ones find what it does not declare.

interface Manager {
  readonly name: string;
  /** Installs what the package.json of the folder lists. */
  install(folder: Folder): Promise<unknown>;
  node(folder: Folder, ...args: string[]): Promise<string>;
}

const plain = (folder: Folder, ...args: string[]): Promise<string> => folder.node(...args);

const managers: Manager[] = [
  {
    name: 'npm',
    install: (folder) => folder.run('npm', 'install', '--prefer-offline', '--no-audit', '--no-fund'),
    node: plain,
  },
  {
    name: 'pnpm',
    install: (folder) =>
      folder.run(tool('managers', 'pnpm'), 'install', '--prefer-offline', '--ignore-scripts'),
    node: plain,
  },
  {
    name: 'Yarn PnP',
    install(folder) {
      folder.write('yarn.lock', '');
      folder.write('.yarnrc.yml', 'nodeLinker: pnp\nenableTelemetry: false\nenableScripts: false\n');
      return folder.run(tool('managers', 'yarn'), 'install');
    },
    node: (folder, ...args) => folder.run(tool('managers', 'yarn'), 'node', ...args),
  },
  {
    name: 'bun',
    install: (folder) => folder.run(tool('managers', 'bun'), 'install', '--ignore-scripts'),
    node: plain,
  },
];

const readme = textOf('README.md');
const versions = peersOfToday();
const loadAll = (names: string[]): string =>
  `for (const name of ${JSON.stringify(names)}) require(name); console.log('loaded')`;

describe.each(managers)('the package under $name', ({ install, node }) => {
  const alone = new Folder();
  const whole = new Folder();

  it('loads its core alone', async () => {
    alone.write('package.json', {
      name: 'user',
      private: true,
      dependencies: { mdctx: `file:${tarball()}` },
    });
    await install(alone);
    expect(await node(alone, '-e', loadAll(core.map(({ name }) => name)))).toBe('loaded\n');
  });

  it('loads each subpath, and runs the first example', async () => {
    const dependencies = { mdctx: `file:${tarball()}`, ...versions };
    whole.write('package.json', { name: 'user', private: true, dependencies });
    await install(whole);
    expect(await node(whole, '-e', loadAll(subpaths.map(({ name }) => name)))).toBe('loaded\n');
    whole.write('first.mjs', textAt('spec/examples/first.ts'));
    expect(await node(whole, 'first.mjs')).toBe('hello Ada: red and blue, in time: true\n');
  });

  it('runs the first example with what the install line of README.md names', async () => {
    const [, line = ''] = /^npm install mdctx (.*)$/m.exec(readme) ?? [];
    const named = Object.fromEntries(line.split(' ').map((name) => [name, manifest.devDependencies[name]]));
    alone.write('package.json', {
      name: 'user',
      private: true,
      dependencies: { mdctx: `file:${tarball()}`, ...named },
    });
    await install(alone);
    alone.write('first.mjs', textAt('spec/examples/first.ts'));
    expect(await node(alone, 'first.mjs')).toBe('hello Ada: red and blue, in time: true\n');
  });
});
