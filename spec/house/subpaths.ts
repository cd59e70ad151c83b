import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { filesUnder, root, textOf } from '../support/sources';

/** What this project reads of its own package.json. */
export interface Manifest {
  name: string;
  version: string;
  exports: Record<string, string | { types: string; default: string }>;
  typesVersions: { '*': Record<string, [string]> };
  dependencies: Record<string, string>;
  peerDependencies: Record<string, string>;
  peerDependenciesMeta: Record<string, { optional?: boolean }>;
  devDependencies: Record<string, string>;
}

export const manifest: Manifest = JSON.parse(textOf('package.json'));

/** A way into the package: `mdctx` or `mdctx/…`. */
export interface Subpath {
  /** As a user writes it: `mdctx/context`. */
  name: string;
  /** Its folder in lib/: `lib/context`. */
  folder: string;
  types: string;
  file: string;
}

/** The ways into the package that package.json lists, in its order. */
export const subpaths: Subpath[] = Object.entries(manifest.exports).flatMap(([key, target]) => {
  if (typeof target === 'string') return [];
  const tail = key.slice(1);
  const { types, default: file } = target;
  return [{ name: `${manifest.name}${tail}`, folder: `lib${tail}`, types, file }];
});

/** The peers that each subpath may load, by its folder under lib/. One that is not here loads none. */
const runtimes = new Map<string, RegExp>([
  ['grpc-js', /^@grpc\/grpc-js$/],
  ['nice-grpc', /^(@grpc\/grpc-js|nice-grpc)$/],
  ['testing/nice-grpc', /^(@grpc\/grpc-js|nice-grpc)$/],
  ['stub', /^(@grpc\/grpc-js|nice-grpc)$/],
  ['connect', /^(@connectrpc\/.*|@bufbuild\/protobuf)$/],
  ['nestjs', /^(@grpc\/grpc-js|@nestjs\/.*|rxjs)$/],
  ['otel', /^@opentelemetry\/api$/],
]);

/** Reports whether a subpath may load a peer. */
export function mayLoad({ folder }: Subpath, peer: string): boolean {
  return runtimes.get(folder.replace(/^lib\/?/, ''))?.test(peer) === true;
}

/** The subpaths that stand on no runtime, and so load none of the peers. */
export const core = subpaths.filter(({ folder }) => !runtimes.has(folder.replace(/^lib\/?/, '')));

/**
 * Returns if dist/ is what `npm run build` makes of lib/ as it is now.
 *
 * @throws Error if a file of lib/ is missing in dist/, or changed since.
 */
export function mustBeBuilt(): void {
  const old = filesUnder('lib', '.ts').find((path) => {
    const built = join(root, path.replace(/^lib\//, 'dist/').replace(/\.ts$/, '.js'));
    return !existsSync(built) || statSync(built).mtimeMs < statSync(join(root, path)).mtimeMs;
  });
  if (old !== undefined) throw new Error(`dist/ is older than ${old}: npm run build`);
}

/** Returns the folders of lib/ that have an index.ts, lib/ itself among them, sorted. */
export function foldersWithIndex(): string[] {
  const found = filesUnder('lib', 'index.ts').map((path) => path.replace(/\/index\.ts$/, ''));
  return found.sort();
}

/** Returns the folders directly in lib/ that hold sources. */
export function foldersOfLibrary(): string[] {
  return readdirSync(join(root, 'lib'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `lib/${entry.name}`)
    .filter((folder) => filesUnder(folder, '.ts').length > 0)
    .sort();
}
