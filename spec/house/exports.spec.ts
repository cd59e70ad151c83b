import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inNode } from '../support/node';
import { root } from '../support/sources';
import {
  core,
  foldersOfLibrary,
  foldersWithIndex,
  manifest,
  mayLoad,
  mustBeBuilt,
  subpaths,
} from './subpaths';

beforeAll(mustBeBuilt);

describe('the exports of package.json', () => {
  it('lead to each folder of lib/ that has an index.ts, and nowhere else; wire/ is for us alone', () => {
    expect(subpaths.map(({ folder }) => folder).sort()).toEqual(foldersWithIndex());
    const folders = foldersOfLibrary().filter((folder) => folder !== 'lib/wire');
    expect(foldersWithIndex()).toEqual(expect.arrayContaining(folders));
  });

  it('have their like in typesVersions, for TypeScript that does not read exports', () => {
    const expected = subpaths.filter(({ folder }) => folder !== 'lib');
    expect(manifest.typesVersions['*']).toEqual(
      Object.fromEntries(expected.map(({ name, types }) => [name.replace('mdctx/', ''), [types]])),
    );
  });

  it.each(subpaths)('$name is built', ({ types, file }) => {
    expect([types, file].filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

describe('what a folder exports again', () => {
  it('is there as a value, as no circle of imports needs a getter', async () => {
    const files = foldersOfLibrary().flatMap((folder) =>
      ['index.js', 'internal.js'].map((name) => join(root, folder.replace(/^lib/, 'dist'), name)),
    );
    const found = await inNode<string[]>(`
      const files = ${JSON.stringify(files.filter((file) => existsSync(file)))};
      const isPlain = ({ value }) => value !== undefined;
      report(files.flatMap((file) => Object.entries(Object.getOwnPropertyDescriptors(require(file)))
        .filter(([name, descriptor]) => !isPlain(descriptor)).map(([name]) => file + ': ' + name)));
    `);
    const own = found.filter((line) => !/dist.(nice-grpc.)?index\.js/.test(line)); // these hand on nice-grpc, or folders as namespaces
    expect(own).toEqual([]);
  });
});

describe('the dependencies of package.json', () => {
  it('are nice-grpc-common; a peer is optional, and the specs run with it', () => {
    const { dependencies, peerDependencies, peerDependenciesMeta, devDependencies } = manifest;
    expect(Object.keys(dependencies)).toEqual(['nice-grpc-common']);
    for (const peer of Object.keys(peerDependencies)) {
      expect(peerDependenciesMeta[peer]).toEqual({ optional: true });
      expect(Object.keys(devDependencies)).toContain(peer);
    }
  });
});

/** Returns the packages whose files are loaded after `names` were required in a new process. */
function loadedBy(names: string[]): Promise<string[]> {
  return inNode(`
    for (const name of ${JSON.stringify(names)}) require(name);
    const packages = Object.keys(require.cache).map((file) => /node_modules[\\\\/]((?:@[^\\\\/]+[\\\\/])?[^\\\\/]+)/.exec(file)?.[1]);
    report([...new Set(packages)].filter(Boolean).sort());
  `);
}

describe('loading', () => {
  it('the core loads no peer', async () => {
    const loaded = await loadedBy(core.map(({ name }) => name));
    expect(loaded.filter((name) => name in manifest.peerDependencies)).toEqual([]);
  });

  it.each(subpaths.filter((one) => !core.includes(one)))(
    '$name loads its own peers alone',
    async (subpath) => {
      const loaded = await loadedBy([subpath.name]);
      const peers = loaded.filter((name) => name in manifest.peerDependencies);
      expect(peers.filter((name) => !mayLoad(subpath, name))).toEqual([]);
    },
  );

  it('changes nothing: no function is patched, no listener added, nothing left open', async () => {
    const peers = JSON.stringify(Object.keys(manifest.peerDependencies));
    const names = JSON.stringify(subpaths.map(({ name }) => name));
    const seen = await inNode<{ before: object; after: object }>(`
      const functions = (object) => Object.entries(Object.getOwnPropertyDescriptors(object)).filter(([, d]) => 'value' in d);
      const modules = ['http2', 'http', 'net', 'tls', 'timers', 'async_hooks', 'events', 'stream'].map((name) => require('node:' + name));
      const places = [...modules, require('node:net').Socket.prototype, require('node:events').prototype, Promise.prototype, globalThis];
      for (const peer of ${peers}) require(peer); // what they do on import is theirs
      const descriptors = places.map(functions);
      const look = () => ({
        patched: descriptors.flatMap((list, i) => list.filter(([name, { value }]) => !Object.is(places[i][name], value)).map(([name]) => name)),
        resources: process.getActiveResourcesInfo(),
        listeners: process.eventNames().map((name) => [String(name), process.listenerCount(name)]),
        globals: Object.keys(globalThis),
      });
      const before = look();
      for (const name of ${names}) require(name);
      report({ before, after: look() });
    `);
    expect(seen.after).toEqual(seen.before);
    expect(seen.after).toMatchObject({ patched: [] });
  });
});
