import { parseArgs } from 'node:util';

/** Returns the flags of the program, by name, each as it is given or as its default. Go's `flag`. */
export function flags<const Defaults extends Record<string, string | boolean>>(
  defaults: Defaults,
): { readonly [Name in keyof Defaults]: Defaults[Name] extends boolean ? boolean : string } {
  const options = Object.entries(defaults).map(([name, value]) => {
    const type = typeof value === 'boolean' ? ('boolean' as const) : ('string' as const);
    return [name, { type, default: value }] as const;
  });
  return parseArgs({ options: Object.fromEntries(options) }).values as never; // parseArgs gives what it was told
}
