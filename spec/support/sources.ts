import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** The folder of the project. */
export const root = join(__dirname, '..', '..');

/** Returns the paths of the files under `folder` whose name ends with `end`, from the root, with slashes, sorted. */
export function filesUnder(folder: string, end: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(end))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

/** Returns the text of a file of the project. */
export function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Returns the sources of the library: path and text. */
export function librarySources(): Map<string, string> {
  return new Map(filesUnder('lib', '.ts').map((path) => [path, textOf(path)]));
}
