import { posix } from 'node:path';
import { filesUnder, textOf } from '../support/sources';

/** A row of spec/README.md: files of lib/, and the specs that show what they do. */
export interface Row {
  /** Without `lib/` and `.ts`; a folder ends with a slash. */
  readonly files: readonly string[];
  /** Paths of specs, from the root. */
  readonly specs: readonly string[];
}

/** Returns the rows of the table in `page`. */
export function rowsOf(page: string): Row[] {
  const names = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
  return page
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => {
      const [, files = '', specs = ''] = line.split('|');
      return { files: names(files), specs: names(specs).map((name) => `spec/${name}.spec.ts`) };
    });
}

/** Returns the files of lib/, by their names in the table, that have no spec of their name. */
export function withoutSpec(): string[] {
  const specs = new Set(filesUnder('spec', '.spec.ts'));
  return filesUnder('lib', '.ts')
    .map((path) => path.slice('lib/'.length, -'.ts'.length))
    .filter((name) => !/(^|\/)(index|internal)$/.test(name) && !specs.has(`spec/${name}.spec.ts`));
}

/** Reports whether `row` is about the file `name`. */
export function isAbout({ files }: Row, name: string): boolean {
  return files.some((file) => (file.endsWith('/') ? name.startsWith(file) : name === file));
}

const sources = new Set([...filesUnder('spec', '.ts'), ...filesUnder('lib', '.ts')]);
const direct = new Map<string, readonly string[]>();

/** Returns the files that `path` imports, by `require` too, as far as their names stand there. */
function importsOf(path: string): readonly string[] {
  const known = direct.get(path);
  if (known !== undefined) return known;
  const named = [...textOf(path).matchAll(/(?:from |import |import\(|require\()'(\.[^']*)'/g)];
  const found = named.flatMap(([, name = '']) => {
    const target = posix.join(posix.dirname(path), name);
    return [`${target}.ts`, `${target}/index.ts`].filter((file) => sources.has(file));
  });
  direct.set(path, found);
  return found;
}

/** Returns all that `path` imports, near or far. */
export function reachOf(path: string): ReadonlySet<string> {
  const reached = new Set<string>();
  const pending = [path];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const target of importsOf(next)) {
      if (!reached.has(target)) pending.push(target);
      reached.add(target);
    }
  }
  return reached;
}
