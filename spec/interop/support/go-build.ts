import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type ExampleName, examplesOverlay, programName, type Side } from './go-examples';
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
  /** The service of which spec/examples/port is the port. */
  readonly port: string;
  /** Finds the symbols that Go programs use. */
  readonly symbols: string;
  /** Serves with policies of pings and of ages. */
  readonly keepalive: string;
  readonly grpcurl: string;
  readonly healthProbe: string;
  /** Returns the path of an example of grpc-go's. */
  example(name: ExampleName, side: Side): string;
}

const packages = [
  '.',
  './port',
  './symbols',
  './tried/keepalive',
  'google.golang.org/grpc/interop/server',
  'google.golang.org/grpc/interop/client',
  'github.com/fullstorydev/grpcurl/cmd/grpcurl',
  'github.com/grpc-ecosystem/grpc-health-probe',
];

/**
 * Returns the Go programs, built once for each state of their sources.
 *
 * @throws Error if there is no Go, or one older than go.mod asks for.
 */
export function goPrograms(): GoPrograms {
  const least = /^go (\S+)$/m.exec(readFileSync(join(source, 'go.mod'), 'utf8'))?.[1] ?? '1.24';
  const version = toolchain('go', ['version'], least, source);
  const folder = join(cacheFolder(), `go-${fingerprint(version)}`);
  if (!existsSync(folder)) build(folder);
  return {
    peer: join(folder, 'interop'), // its module is mdctx.test/interop
    server: join(folder, 'server'),
    client: join(folder, 'client'),
    port: join(folder, 'port'),
    symbols: join(folder, 'symbols'),
    keepalive: join(folder, 'keepalive'),
    grpcurl: join(folder, 'grpcurl'),
    healthProbe: join(folder, 'grpc-health-probe'),
    example: (name, side) => join(folder, programName(name, side)),
  };
}

/** Builds all of them at once, so that what they share is compiled once. */
function build(folder: string): void {
  const fresh = `${folder}.${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  const examples = examplesOverlay(source, fresh);
  const args = ['-ldflags=-s -w', '-overlay', examples.overlay, ...packages, ...examples.packages];
  output('build of the Go peers', 'go', ['build', '-o', fresh, ...args], source);
  if (existsSync(folder)) rmSync(fresh, { recursive: true });
  else renameSync(fresh, folder);
}

function fingerprint(version: string): string {
  const hash = createHash('sha256').update(version);
  for (const path of [join(__dirname, 'go-examples.ts'), ...files(source)])
    hash.update(relative(source, path)).update(readFileSync(path));
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
