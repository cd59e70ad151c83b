/**
 * Runs what mdctx/nestjs promises on other lines of Nest than the one that the specs run on: `npm run test:nest`. The package is
 * built and installed as users get it, beside each line, in a cache folder outside of the project.
 */
import { deepStrictEqual } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';

const root = join(__dirname, '..', '..', '..');
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'mdctx', 'nest');
const lines = process.argv.length > 2 ? process.argv.slice(2) : ['9.0.0', '9', '10', '11', '12'];

const expected = {
  unary: [{ text: 'hello Ada in en and de' }],
  cost: ['3'],
  seen: ['interceptor', 'guard', 'before', 'pipe', 'handler', 'after'],
  serverStream: [{ text: 'Ada 1 true' }, { text: 'Ada 2 true' }],
  clientStream: [{ text: 'Ada true,Bob true' }],
  bidi: [{ text: 'Ada true' }, { text: 'Bob true' }],
  failures: ['5 NOT_FOUND: there is nobody', '2 UNKNOWN: Internal server error'],
  teardown: ['context canceled', true],
};

/** Packs the package, and returns the path of what it was packed to. */
function packed(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mdctx-nest-'));
  const args = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder];
  const name = execFileSync('npm', args, { cwd: root, encoding: 'utf8' }).trim();
  return join(folder, name);
}

/** Installs a line of Nest beside the package, and returns the folder. */
function installed(line: string, tarball: string): string {
  const folder = join(cache, line);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  const nest = ['common', 'core', 'microservices'].map((name) => `@nestjs/${name}@${line}`);
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const others = ['@grpc/grpc-js', '@grpc/proto-loader', 'rxjs'].map(
    (name) => `${name}@${devDependencies[name]}`,
  );
  const flags = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--silent'];
  execFileSync('npm', ['install', ...flags, tarball, ...nest, ...others, 'reflect-metadata'], {
    cwd: folder,
  });
  return folder;
}

function seenOn(folder: string): unknown {
  const source = readFileSync(join(__dirname, 'program.ts'), 'utf8');
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
      esModuleInterop: true,
    },
  });
  const program = join(folder, 'program.cjs');
  writeFileSync(program, outputText);
  const socket = join(mkdtempSync(join(tmpdir(), 'mdctx-nest-')), 'socket');
  const args = [program, join(root, 'spec', 'examples', 'greeter.proto'), socket];
  return JSON.parse(execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8', timeout: 60_000 }));
}

const tarball = packed();
for (const line of lines) {
  deepStrictEqual(seenOn(installed(line, tarball)), expected);
  console.log(`Nest ${line}: as promised`);
}
console.log(`${lines.length} passed, 0 failed`);
