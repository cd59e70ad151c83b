import type { Lists } from './op';

/** Returns `md` as an object, keys in order. */
export function lists(md: ReadonlyMap<string, readonly string[]>): Lists {
  const entries = [...md].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, values]) => [key, [...values]]));
}
