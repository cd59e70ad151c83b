import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { inNode, node } from '../support/node';
import { filesUnder, root, textOf } from '../support/sources';
import { manifest, mustBeBuilt, subpaths } from './subpaths';

// The package as a user gets it: packed, and installed into an empty folder with its peers. It is installed there twice,
// under two names, so that one process can load two copies, as happens when two dependencies bring their own.

const names = subpaths.map(({ name }) => name);
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mdctx-package-')));
const consumer = join(folder, 'consumer');
let tarball = '';
let packed: string[] = [];

beforeAll(async () => {
  mustBeBuilt();
  const [pack] = JSON.parse(
    await npm(root, 'pack', '--json', '--ignore-scripts', '--pack-destination', folder),
  );
  tarball = join(folder, pack.filename);
  packed = pack.files.map(({ path }: { path: string }) => path);
  const pinned = [
    '@types/node',
    'expect-type',
    'nice-grpc-common',
    ...Object.keys(manifest.peerDependencies),
  ];
  const copy = `file:${tarball}`;
  write('package.json', {
    name: 'consumer',
    private: true,
    dependencies: {
      mdctx: copy,
      'mdctx-again': copy,
      ...Object.fromEntries(
        pinned.map((name) => [name, manifest.devDependencies[name] ?? manifest.dependencies[name]]),
      ),
    },
  });
  await npm(consumer, 'install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund');
}, 180_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function npm(cwd: string, ...args: string[]): Promise<string> {
  const windows = process.platform === 'win32';
  const { stdout } = await promisify(execFile)('npm', args, { cwd, shell: windows, maxBuffer: 1 << 26 });
  return stdout;
}

function write(name: string, content: string | object): void {
  mkdirSync(consumer, { recursive: true });
  writeFileSync(join(consumer, name), typeof content === 'string' ? content : JSON.stringify(content));
}

/** Returns the names that each subpath exports at run time. */
function exportsOf(): Promise<Record<string, string[]>> {
  const list = JSON.stringify(names);
  return inNode(
    `report(Object.fromEntries(${list}.map((name) => [name, Object.keys(require(name)).sort()])))`,
    consumer,
  );
}

describe('the package', () => {
  it('holds the built library, its pages and its examples, and nothing else', () => {
    const expected =
      /^(package\.json|LICENSE|(README|CHANGELOG)\.md|dist\/[a-z0-9/-]+\.(js|js\.map|d\.ts)|dist\/connect\/[a-z/-]+\.(mjs|d\.mts)|docs\/[a-z-]+\.(md|txt)|spec\/examples\/[\w/-]+\.(ts|proto|json))$/;
    expect(packed.filter((path) => !expected.test(path))).toEqual([]);
    expect(packed).toEqual(
      expect.arrayContaining(['dist/index.d.ts', 'docs/guide.md', 'spec/examples/first.ts']),
    );
  });

  it('gives something by require at each subpath', async () => {
    const found = await exportsOf();
    expect(Object.keys(found)).toEqual(names);
    expect(Object.entries(found).filter(([, list]) => list.length === 0)).toEqual([]);
  });

  it('gives by import the names that it gives by require, and the same things under them', async () => {
    const found = Object.entries(await exportsOf());
    const lines = found.flatMap(([name, list], i) => [
      `import { ${list.map((one) => `${one} as ${one}_${i}`).join(', ')} } from '${name}';`,
      `const required_${i} = require('${name}');`,
      ...list.map((one) => `if (required_${i}.${one} !== ${one}_${i}) throw new Error('${name} ${one}');`),
    ]);
    const preface =
      "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\n";
    write('named.mjs', `${preface}${lines.join('\n')}\nconsole.log('the same');\n`);
    const { stdout, stderr } = await node(['named.mjs'], consumer);
    expect({ stdout, stderr }).toEqual({ stdout: 'the same\n', stderr: '' });
  }, 60_000);

  it('refuses a path that is no subpath', async () => {
    await expect(node(['-e', "require('mdctx/dist/context/ambient')"], consumer)).rejects.toThrow(
      'ERR_PACKAGE_PATH_NOT_EXPORTED',
    );
  });
});

describe('the types of the package', () => {
  const files = filesUnder('spec/house/consumer', '.ts');

  it('are used in spec/house/consumer, each subpath', () => {
    const sources = files.map(textOf).join('');
    expect(names.filter((name) => !sources.includes(`from '${name}'`))).toEqual([]);
  });

  it.each([
    ['nodenext, CommonJS', 'cts', { module: 'nodenext', moduleResolution: 'nodenext' }],
    ['nodenext, ESM', 'mts', { module: 'nodenext', moduleResolution: 'nodenext' }],
    ['bundler', 'ts', { module: 'esnext', moduleResolution: 'bundler' }],
  ])(
    'serve a user with moduleResolution %s',
    async (_, extension, options) => {
      const copies = files.map((file) => basename(file, '.ts').concat('.', extension));
      copies.forEach((copy, i) => {
        copyFileSync(join(root, files[i] ?? ''), join(consumer, copy));
      });
      const common = { strict: true, noEmit: true, target: 'es2022', types: ['node'], rootDir: '.' };
      const lib = ['es2022', 'esnext.disposable'];
      const compilerOptions = { ...common, ...options, lib, exactOptionalPropertyTypes: true };
      write(`tsconfig.${extension}.json`, { compilerOptions, files: copies });
      const tsc = join(root, 'node_modules/@typescript/native/bin/tsc');
      const args = [tsc, '-p', `tsconfig.${extension}.json`, '--pretty', 'false'];
      const told = await node(args, consumer).then(
        ({ stdout }) => stdout,
        (error: Error) => error.message,
      );
      // What the declarations of a peer do wrong by themselves is theirs: those of Connect want the types of a browser.
      const errors = told.split('\n').filter((line) => line.includes('error TS'));
      expect(errors.filter((line) => !/node_modules\/(?!mdctx\/)[^:]*: error/.test(line))).toEqual([]);
    },
    60_000,
  );

  it('are clean for publint', async () => {
    const publint = join(root, 'node_modules/publint/src/cli.js');
    const { stdout } = await node([publint, 'run', '--strict', tarball]);
    expect(stdout).toContain('All good!');
  }, 60_000);

  it('are clean for @arethetypeswrong/cli', async () => {
    const attw = join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js');
    // The plugin for ESLint has a default export, which is the module itself: there is no second object to get wrong.
    const args = ['--ignore-rules', 'cjs-only-exports-default'];
    const { stdout } = await node([attw, '--no-color', '--no-emoji', tarball, ...args]);
    expect(stdout).toContain('No problems found');
  }, 60_000);
});

describe('a call over a socket', () => {
  beforeAll(() => {
    const source = textOf('spec/house/consumer/nice-grpc.ts');
    const options = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
    write('shout.cjs', ts.transpileModule(source, { compilerOptions: options }).outputText);
  });

  it('works from the package, and a second copy sees its context in the handler', async () => {
    const seen = await inNode(
      `
      const b = require('mdctx-again');
      require('mdctx-again/nice-grpc').createServer(); // it repairs repeated keys too, and not twice
      const inHandler = {};
      const see = () => {
        inHandler.id = b.fromIncomingContext().get('id');
        inHandler.method = b.grpc.method();
        b.setHeader(b.Pairs('second', 'a', 'second', 'b'));
      };
      require('./shout.cjs').shout('hey', see).then(({ word, header, trailer }) => {
        report({ word, inHandler, ids: header.get('ids'), second: header.get('second'), done: trailer.get('done') });
      });
    `,
      consumer,
    );
    expect(seen).toEqual({
      word: 'HEY',
      inHandler: { id: ['1', '2'], method: '/test.Shouts/Shout' },
      ids: ['2'],
      second: ['a', 'b'],
      done: ['yes'],
    });
  });
});

describe('two copies of the package in one process', () => {
  it('are two copies', async () => {
    expect(await inNode("report(require('mdctx').run === require('mdctx-again').run)", consumer)).toBe(false);
  });

  it('share the current context, and what it holds', async () => {
    const seen = await inNode(
      `
      const a = require('mdctx'), b = require('mdctx-again');
      const peer = new a.peer.Peer({ addr: { network: 'tcp', toString: () => '127.0.0.1:1' } });
      let ctx = a.metadata.newIncomingContext(a.background(), a.Pairs('k1', 'v1', 'k1', 'v2'));
      ctx = a.peer.newContext(a.appendToOutgoingContext(ctx, 'k2', 'v3'), peer);
      a.run(ctx, async () => {
        await null;
        report({
          same: b.context.current() === ctx,
          incoming: b.fromIncomingContext().get('k1'),
          explicit: b.fromIncomingContext(ctx).get('k1'),
          outgoing: b.metadata.valueFromOutgoingContext('k2'),
          appended: a.metadata.valueFromOutgoingContext(b.appendToOutgoingContext('k2', 'v4'), 'k2'),
          peer: String(b.peer.fromContext().addr),
        });
      });
    `,
      consumer,
    );
    expect(seen).toEqual({
      same: true,
      incoming: ['v1', 'v2'],
      explicit: ['v1', 'v2'],
      outgoing: ['v3'],
      appended: ['v3', 'v4'],
      peer: '127.0.0.1:1',
    });
  });

  it('share cancellation and the two errors', async () => {
    const seen = await inNode(
      `
      const a = require('mdctx'), b = require('mdctx-again');
      const [ctx, cancel] = a.withCancel();
      const [child] = b.withTimeout(ctx, 60_000);
      const grandchild = a.withValue(child, a.context.key('k'), 1);
      cancel();
      report({
        ended: [ctx, child, grandchild].map((one) => one.err() === b.Canceled),
        same: [a.Canceled === b.Canceled, a.DeadlineExceeded === b.DeadlineExceeded],
      });
    `,
      consumer,
    );
    expect(seen).toEqual({ ended: [true, true, true], same: [true, true] });
  });

  it('share the stream to which header and trailer go, and take each other’s MDs', async () => {
    const seen = await inNode(
      `
      const a = require('mdctx'), b = require('mdctx-again');
      const calls = [];
      const stream = {
        method: () => '/s/m',
        setHeader: (md) => calls.push(['setHeader', md.get('k')]),
        sendHeader: (md) => calls.push(['sendHeader', md.get('k')]),
        setTrailer: (md) => calls.push(['setTrailer', md.get('k')]),
      };
      a.run(a.grpc.newContextWithServerTransportStream(a.background(), stream), () => {
        b.setHeader(a.Pairs('k', '1'));
        a.sendHeader(b.Pairs('k', '2'));
        b.setTrailer(b.Join(a.Pairs('k', '3'), b.Pairs('k', '4')));
        report({ calls, method: b.grpc.method() });
      });
    `,
      consumer,
    );
    expect(seen).toEqual({
      calls: [
        ['setHeader', ['1']],
        ['sendHeader', ['2']],
        ['setTrailer', ['3', '4']],
      ],
      method: '/s/m',
    });
  });

  it('share it across require and import', async () => {
    write(
      'import.mjs',
      `import { createRequire } from 'node:module';
       import { background, fromIncomingContext, metadata, Pairs, run } from 'mdctx';
       const again = createRequire(import.meta.url)('mdctx-again');
       run(metadata.newIncomingContext(background(), Pairs('k', 'v')), () => {
         console.log(again.fromIncomingContext().get('k'), again.context.current().toString());
       });`,
    );
    expect((await node(['import.mjs'], consumer)).stdout).toMatch(/^\[ 'v' \]/);
  });
});
