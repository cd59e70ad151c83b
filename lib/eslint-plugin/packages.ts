import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/** What the rules read of a package.json. */
interface Manifest {
  readonly folder: string;
  readonly name: string | undefined;
  /** The packages that it depends on, of whatever kind; `undefined` if it lists none. */
  readonly dependencies: ReadonlySet<string> | undefined;
}

const known = new Map<string, Manifest | undefined>();

function read(folder: string): Manifest | undefined {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return undefined;
  try {
    const json: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof json === 'object' && json !== null ? manifestOf(folder, json) : undefined;
  } catch {
    return undefined; // not one to judge by: ESLint is not the tool that tells of a broken package.json
  }
}

function manifestOf(folder: string, json: object): Manifest {
  const lists = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];
  const entries = new Map<string, unknown>(Object.entries(json));
  const found = lists.map((name) => entries.get(name)).filter((list) => typeof list === 'object');
  const name = entries.get('name');
  return {
    folder,
    name: typeof name === 'string' ? name : undefined,
    dependencies: found.length === 0 ? undefined : new Set(found.flatMap((list) => Object.keys(list ?? {}))),
  };
}

/** Returns the package.json that is nearest to a file and for which `accept` holds. */
function nearest(file: string, accept: (manifest: Manifest) => boolean): Manifest | undefined {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (!known.has(folder)) known.set(folder, read(folder));
    const manifest = known.get(folder);
    if (manifest !== undefined && accept(manifest)) return manifest;
    if (folder === dirname(folder)) return undefined;
  }
}

/** Reports whether a file declares something of mdctx itself, wherever that is installed. */
export function isOwnFile(file: string): boolean {
  const manifest = nearest(file, ({ name }) => name !== undefined);
  if (manifest?.name !== 'mdctx') return false;
  return ['dist', 'lib'].includes(relative(manifest.folder, file).split(sep)[0] ?? '');
}

/** Reports whether a file declares something of the package `name`. */
export function isFileOf(name: string, file: string): boolean {
  return nearest(file, (manifest) => manifest.name !== undefined)?.name === name;
}

/** Reports whether the package to which a file belongs depends on mdctx. A file outside of any package does. */
export function dependsOnMdctx(file: string): boolean {
  const manifest = nearest(file, ({ name, dependencies }) => name === 'mdctx' || dependencies !== undefined);
  return manifest === undefined || manifest.name === 'mdctx' || manifest.dependencies?.has('mdctx') === true;
}
