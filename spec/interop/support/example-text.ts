import type { ExampleName } from './go-examples';

/** Returns what a program printed without what differs from run to run, and between the two languages by their nature. */
export function normalized(name: ExampleName, text: string, ports: readonly number[]): string[] {
  let same = text
    .replace(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d /gm, '') // Go's log
    .replace(/[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d\.\d+/g, '<time>')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g, '<time>')
    .replace(/\(Type: [^)]*\)/g, '(Type: T)')
    .replace(/(?:127\.0\.0\.1|\[::\]|localhost):/g, ':')
    .replace(/ {2,}/g, ' ');
  for (const [i, port] of ports.entries()) same = same.replaceAll(String(port), `<port ${i + 1}>`);
  const lines = same.split('\n').map((line) => line.trimEnd());
  return (own[name] ?? same1)(lines.filter((line) => line !== ''));
}

const same1 = (lines: string[]): string[] => lines;

const unique = (lines: string[]): string[] => [...new Set(lines)].sort();

const own: Partial<Record<ExampleName, (lines: string[]) => string[]>> = {
  // Its points are random.
  route_guide: (lines) =>
    lines.map((line) =>
      line
        .replace(/^Traversing \d+ points/, 'Traversing <n> points')
        .replace(/^Route summary: point_count:\d+( feature_count:\d+)? distance:\d+/, 'Route summary: <n>'),
    ),
  // A goroutine prints beside the loop.
  metadata: (lines) => [...lines].sort(),
  // Go's maps have no order; these are grpc-js's own, see docs/parity.md.
  metadata_interceptor: (lines) =>
    [...lines].filter((line) => !/^(date|content-type|grpc-accept-encoding): /.test(line)).sort(),
  // What is sent after the cancellation may arrive, or not.
  cancellation: (lines) => lines.filter((line) => line !== 'echoing message "closed"'),
  // How calls are spread depends on which connection is there first.
  load_balancing: unique,
  // How many lines there are depends on when the servers began. The text of the error is that of the policy.
  health: (lines) => unique(lines.map((line) => line.replace(/(code = Unavailable desc = ).*/, '$1<text>'))),
};
