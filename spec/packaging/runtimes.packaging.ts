import { manifest } from '../house/subpaths';
import { textOf } from '../support/sources';
import { Folder } from './support/folder';
import { tarball } from './support/pack';
import { tool } from './support/tools';

// A look at the runtimes beside Node: what the examples print on them.

const examples = ['first', 'contexts', 'ambient', 'constructing', 'grpc-js', 'ownership'];

/** Returns what an example says that it prints. */
function promised(source: string): string {
  const [, output = ''] = source.split(/^\/\/ Output:\n/m);
  return output.replaceAll(/^\/\/ ?/gm, '').trimEnd();
}

/** Returns what was printed without what each runtime has its own way of: quotes, and where a long list is broken. */
function alike(printed: string): string {
  return printed.replaceAll('"', "'").replaceAll('\\u00', '\\x').replaceAll(/\s+/g, ' ').trim();
}

describe.each([
  ['bun', (file: string): [string, string[]] => [tool('runtimes', 'bun'), ['run', file]]],
  [
    'deno',
    (file: string): [string, string[]] => [
      tool('runtimes', 'deno'),
      ['run', '-A', '--node-modules-dir=manual', file],
    ],
  ],
])('on %s', (_, command) => {
  const folder = new Folder();

  beforeAll(async () => {
    const peers = ['@grpc/grpc-js', 'nice-grpc'].map((name) => [name, manifest.devDependencies[name]]);
    const dependencies = { mdctx: `file:${tarball()}`, ...Object.fromEntries(peers) };
    folder.write('package.json', { name: 'user', private: true, dependencies });
    await folder.run('npm', 'install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund');
  });

  it.each(examples)('spec/examples/%s.ts prints what it says', async (name) => {
    const source = textOf(`spec/examples/${name}.ts`);
    for (const path of ['support/shout.ts']) folder.write(path, textOf(`spec/examples/${path}`));
    folder.write(`${name}.mts`, source.replaceAll(/from '\.\/support\/(\w+)'/g, "from './support/$1.ts'"));
    const [program, args] = command(`${name}.mts`);
    expect(alike(await folder.run(program, ...args))).toBe(alike(promised(source)));
  });
});
