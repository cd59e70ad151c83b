/** The keys of gRPC's own whose values tell nothing about who calls or what for. The list is grpc-go's. */
const shown = new Set([
  'content-type',
  'grpc-accept-encoding',
  'grpc-encoding',
  'grpc-message-type',
  'grpc-previous-rpc-attempts',
  'grpc-retry-pushback-ms',
  'grpc-status',
  'grpc-timeout',
  'te',
  'user-agent',
]);

/**
 * Returns `md` in Go's form of a map, keys in order. Keys outside the list of those that are safe to show are left
 * out, name and values, as a name may tell something too; only their number is given.
 */
export function redacted(md: ReadonlyMap<string, readonly string[]>): string {
  const parts: string[] = [];
  let hidden = 0;
  for (const key of [...md.keys()].sort()) {
    if (shown.has(key)) parts.push(`${key}:[${md.get(key)?.join(' ')}]`);
    else hidden++;
  }
  if (hidden > 0) parts.push(`<${hidden} redacted>`);
  return `map[${parts.join(' ')}]`;
}
