import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { textAt } from '../house/fences';
import { core, manifest } from '../house/subpaths';
import { Folder } from './support/folder';
import { tarball } from './support/pack';
import { tool } from './support/tools';

// Bundles that carry the library within them: each runs, and all in one process share the current context.

const bundlers: [name: string, bundle: (folder: Folder, entry: string, out: string) => Promise<unknown>][] = [
  [
    'esbuild',
    (folder, entry, out) => {
      const flags = ['--bundle', '--platform=node', '--format=cjs', `--outfile=${out}`, '--log-level=error'];
      return folder.run(tool('bundlers', 'esbuild'), entry, ...flags);
    },
  ],
  [
    'vite',
    (folder, entry, out) => {
      folder.write(`${out}.config.mjs`, viteConfig(entry, out));
      return folder.run(
        tool('bundlers', 'vite'),
        'build',
        '--config',
        `${out}.config.mjs`,
        '--logLevel',
        'error',
      );
    },
  ],
];

function viteConfig(entry: string, out: string): string {
  return `export default {
    build: { ssr: '${entry}', outDir: '.', emptyOutDir: false, minify: true, target: 'node20',
      rollupOptions: { output: { entryFileNames: '${out}', format: 'cjs' } } },
    ssr: { noExternal: true },
  };`;
}

describe('a bundle', () => {
  const folder = new Folder();
  const alone = new Folder(); // without node_modules

  beforeAll(async () => {
    const peers = ['@grpc/grpc-js', 'nice-grpc'].map((name) => [name, manifest.devDependencies[name]]);
    const dependencies = { mdctx: `file:${tarball()}`, ...Object.fromEntries(peers) };
    folder.write('package.json', { name: 'user', private: true, dependencies });
    await folder.run('npm', 'install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund');
    folder.write('first.mjs', textAt('spec/examples/first.ts'));
    folder.write(
      'part.mjs',
      `import { appendToOutgoingContext, background, current, metadata, run } from 'mdctx';
       export const enter = (value, f) => run(appendToOutgoingContext(background(), 'k', value), f);
       export const seen = () => metadata.valueFromOutgoingContext('k');
       export { current, run };`,
    );
    const parts = core.map(
      (one, i) => `import * as s${i} from '${one.name}';\nif (!s${i}) throw new Error();\n`,
    );
    folder.write('core.mjs', `${parts.join('')}console.log('loaded');\n`);
    for (const [name, bundle] of bundlers) {
      await bundle(folder, 'core.mjs', `core-${name}.cjs`);
      await bundle(folder, 'first.mjs', `first-${name}.cjs`);
      await bundle(folder, 'part.mjs', `part-${name}.cjs`);
    }
  });

  it.each(bundlers)('by %s runs the first example, with everything in one file', async (name) => {
    alone.write(`first-${name}.cjs`, readFileSync(join(folder.path, `first-${name}.cjs`), 'utf8'));
    expect(await alone.node(`first-${name}.cjs`)).toBe('hello Ada: red and blue, in time: true\n');
  });

  it.each(bundlers)(
    'by %s takes each subpath of the core, though no peer of those is installed',
    async (name) => {
      alone.write(`core-${name}.cjs`, readFileSync(join(folder.path, `core-${name}.cjs`), 'utf8'));
      expect(await alone.node(`core-${name}.cjs`)).toBe('loaded\n');
    },
  );

  it('shares the current context with other bundles and with the installed package', async () => {
    folder.write(
      'share.cjs',
      `const mdctx = require('mdctx');
       const parts = { esbuild: require('./part-esbuild.cjs'), vite: require('./part-vite.cjs') };
       const plain = { enter: (v, f) => mdctx.run(mdctx.appendToOutgoingContext(mdctx.background(), 'k', v), f),
         seen: () => mdctx.metadata.valueFromOutgoingContext('k'), run: mdctx.run };
       const all = { ...parts, plain };
       (async () => {
         for (const [one, { enter }] of Object.entries(all)) {
           await enter(one, async () => {
             await null;
             for (const { seen } of Object.values(all)) if (String(seen()) !== one) throw new Error(one + ' ' + seen());
           });
         }
         const copies = new Set(Object.values(all).map(({ run }) => run)).size;
         console.log(copies, 'copies share it');
       })();`,
    );
    expect(await folder.node('share.cjs')).toBe('3 copies share it\n');
  });
});
