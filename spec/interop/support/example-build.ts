import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { transformSync } from '@swc/core';

const source = join(__dirname, '..', 'examples');
const built = join(__dirname, '..', '.build', 'examples');

/** Returns the folder with the ports of grpc-go's examples in JavaScript. They use the library that `npm run build` has built. */
export function exampleFolder(): string {
  return built;
}

/** Writes them there. */
export function buildExamples(): void {
  rmSync(built, { recursive: true, force: true });
  for (const path of files(source)) {
    const target = join(built, path.slice(source.length).replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    const { code } = transformSync(readFileSync(path, 'utf8'), {
      module: { type: 'commonjs' },
      jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    });
    writeFileSync(target, code);
  }
}

function files(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return files(path);
    return name.endsWith('.ts') ? [path] : [];
  });
}
