import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { cacheFolder, output, toolchain } from './toolchain';

const source = join(__dirname, '..', 'go');

/** The programs that the interop tests start. */
export interface GoPrograms {
  /** Our own: answers JSON lines. */
  readonly peer: string;
  /** grpc-go's own `interop/server`. */
  readonly server: string;
  /** grpc-go's own `interop/client`. */
  readonly client: string;
}

const packages: Record<keyof GoPrograms, string> = {
  peer: '.',
  server: 'google.golang.org/grpc/interop/server',
  client: 'google.golang.org/grpc/interop/client',
};

/**
 * Returns the Go programs, built once for each state of their sources.
 *
 * @throws Error if there is no Go, or one older than go.mod asks for.
 */
export function goPrograms(): GoPrograms {
  const least = /^go (\S+)$/m.exec(readFileSync(join(source, 'go.mod'), 'utf8'))?.[1] ?? '1.24';
  const version = toolchain('go', ['version'], least, source);
  const folder = join(cacheFolder(), `go-${fingerprint(version)}`);
  const programs = {
    peer: join(folder, 'peer'),
    server: join(folder, 'server'),
    client: join(folder, 'client'),
  };
  if (!existsSync(folder)) {
    const fresh = `${folder}.${process.pid}`;
    mkdirSync(fresh, { recursive: true });
    for (const [name, path] of Object.entries(packages)) {
      output('build of the Go peers', 'go', ['build', '-o', join(fresh, name), path], source);
    }
    if (existsSync(folder)) rmSync(fresh, { recursive: true });
    else renameSync(fresh, folder);
  }
  return programs;
}

function fingerprint(version: string): string {
  const hash = createHash('sha256').update(version);
  for (const path of files(source)) hash.update(relative(source, path)).update(readFileSync(path));
  return hash.digest('hex').slice(0, 16);
}

function files(folder: string): string[] {
  const found: string[] = [];
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) found.push(...files(path));
    else found.push(path);
  }
  return found;
}
