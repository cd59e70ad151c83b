/**
 * Writes what a project of ES modules gets of `mdctx/connect`, as `npm run build` does. Connect has its declarations twice, for
 * ES modules and for CommonJS, and the types of the one are not those of the other: so ours have to be there twice, too. At run
 * time there is one copy, of which the ES module is a list of names.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { filesUnder, root } from '../support/sources';

const folder = join(root, 'dist', 'connect');

/** Returns the specifier of `given`, which a declaration file at `path` imports, as an ES module writes it. */
function specifierOf(given: string, path: string): string {
  if (!given.startsWith('.')) return given;
  const target = resolve(dirname(path), given);
  const file = existsSync(`${target}.d.ts`) ? target : join(target, 'index');
  const own = file.startsWith(folder + sep) ? '.mjs' : '.js';
  const from = relative(dirname(path), file).split(sep).join('/');
  return `${from.startsWith('.') ? '' : './'}${from}${own}`;
}

for (const name of filesUnder('dist/connect', '.d.ts')) {
  const path = join(root, name);
  const declarations = readFileSync(path, 'utf8')
    .replace(
      /\b(from |import\()(['"])([^'"]+)\2/g,
      (_, word, quote, given) => `${word}${quote}${specifierOf(given, path)}${quote}`,
    )
    .replace(/^\/\/# sourceMappingURL=.*$/m, '');
  writeFileSync(path.replace(/\.ts$/, '.mts'), declarations);
}

const names = Object.keys(createRequire(__filename)(join(folder, 'index.js')));
writeFileSync(join(folder, 'index.mjs'), `export { ${names.join(', ')} } from './index.js';\n`);
