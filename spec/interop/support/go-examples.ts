import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { output } from './toolchain';

/** The examples of grpc-go that are ported in `spec/interop/examples`, each with its programs. */
export const goExamples = {
  helloworld: { client: 'helloworld/greeter_client', server: 'helloworld/greeter_server' },
  route_guide: { client: 'route_guide/client', server: 'route_guide/server' },
  ...features(
    'metadata',
    'metadata_interceptor',
    'interceptor',
    'cancellation',
    'deadline',
    'error_details',
    'authentication',
    'retry',
    'load_balancing',
    'name_resolving',
    'keepalive',
    'compression',
    'health',
    'multiplex',
  ),
  wait_for_ready: { client: 'features/wait_for_ready', server: 'features/wait_for_ready' },
} as const;

export type ExampleName = keyof typeof goExamples;
export type Side = 'client' | 'server';

function features<const Names extends readonly string[]>(...names: Names) {
  const entries = names.map((name) => [
    name,
    { client: `features/${name}/client`, server: `features/${name}/server` },
  ]);
  return Object.fromEntries(entries) as { [Name in Names[number]]: Record<Side, string> };
}

type Change = readonly [from: string, to: string];

const imports = (...names: string[]): Change => [
  'import (\n',
  `import (\n${names.map((name) => `\t"${name}"\n`).join('')}`,
];

/** Some have addresses that nothing can change: these take them from the environment. Nothing else of them is touched. */
const addresses: Readonly<Record<string, readonly Change[]>> = {
  'features/load_balancing/client': [
    imports('os', 'strings'),
    ['[]string{"localhost:50051", "localhost:50052"}', 'strings.Split(os.Getenv("ADDRS"), ",")'],
  ],
  'features/load_balancing/server': [
    imports('os', 'strings'),
    ['[]string{":50051", ":50052"}', 'strings.Split(os.Getenv("ADDRS"), ",")'],
  ],
  'features/name_resolving/client': [
    imports('os'),
    ['\tbackendAddr = "localhost:50051"\n)', ')\n\nvar backendAddr = os.Getenv("ADDR")'],
  ],
  'features/name_resolving/server': [
    imports('os'),
    ['const addr = "localhost:50051"', 'var addr = os.Getenv("ADDR")'],
  ],
  'features/health/client': [
    imports('os', 'strings'),
    ['{Addr: "localhost:50051"}', '{Addr: strings.Split(os.Getenv("ADDRS"), ",")[0]}'],
    ['{Addr: "localhost:50052"}', '{Addr: strings.Split(os.Getenv("ADDRS"), ",")[1]}'],
  ],
  // Client and server are one program: SIDE leaves out the other.
  'features/wait_for_ready': [
    imports('os'),
    ['":50053"', 'os.Getenv("ADDR")'],
    ['"localhost:50053"', 'os.Getenv("ADDR")'],
    ['func main() {\n', 'func main() {\n\tif os.Getenv("SIDE") == "server" {\n\t\tserve()\n\t}\n'],
    ['\tgo serve()\n', '\tif os.Getenv("SIDE") != "client" {\n\t\tgo serve()\n\t}\n'],
  ],
};

/** Returns the packages of the examples. */
export function examplePackages(): string[] {
  const paths = Object.values(goExamples).flatMap(({ client, server }) => [client, server]);
  return [...new Set(paths)].map((path) => `google.golang.org/grpc/examples/${path}`);
}

let found: { data: string; routeGuide: string } | undefined;

/** Returns where the module of the examples has its certificates, and the features of route_guide. */
export function examplesModule(): { readonly data: string; readonly routeGuide: string } {
  if (found === undefined) {
    const home = homeOf(join(__dirname, '..', 'go'));
    found = {
      data: join(home, 'data'),
      routeGuide: join(home, 'route_guide', 'testdata', 'route_guide_db.json'),
    };
  }
  return found;
}

function homeOf(source: string): string {
  const module = 'google.golang.org/grpc/examples';
  output('download of the examples', 'go', ['mod', 'download', module], source); // it has no folder before
  return output('folder of the examples', 'go', ['list', '-m', '-f', '{{.Dir}}', module], source).trim();
}

/** The name of a program: that of its package, which `go build` gives it. */
export function programName(name: ExampleName, side: Side): string {
  const { client, server } = goExamples[name];
  return client === server ? name : `${name}_${side}`;
}

/**
 * Returns what `go build` in `source` is told so that each example is a program of its own name: the path of an overlay, which it
 * writes into `folder`, and the packages in it.
 */
export function examplesOverlay(source: string, folder: string): { overlay: string; packages: string[] } {
  const home = homeOf(source);
  const replace: Record<string, string> = {};
  for (const name of Object.keys(goExamples) as ExampleName[]) {
    for (const side of ['client', 'server'] as const) {
      const path = goExamples[name][side];
      const file = name === 'route_guide' ? `${side}.go` : 'main.go';
      const target = join(source, 'examples', programName(name, side), 'main.go');
      replace[target] = changed(path, join(home, path, file), folder);
    }
  }
  const overlay = join(folder, 'overlay.json');
  writeFileSync(overlay, JSON.stringify({ Replace: replace }));
  const packages = Object.keys(replace).map(
    (path) => `./${path.slice(source.length + 1, -'/main.go'.length)}`,
  );
  return { overlay, packages };
}

function changed(path: string, file: string, folder: string): string {
  const changes = addresses[path];
  if (changes === undefined) return file;
  let text = readFileSync(file, 'utf8');
  for (const [from, to] of changes) {
    if (!text.includes(from))
      throw new Error(`spec/interop: ${path}: a change finds no ${JSON.stringify(from)}`);
    text = text.replace(from, to);
  }
  const own = join(folder, `${path.replaceAll('/', '-')}.go`);
  writeFileSync(own, text);
  return own;
}
