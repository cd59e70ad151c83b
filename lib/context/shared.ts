const place = Symbol.for('mdctx.ambient.2');

/**
 * Returns the one thing of this name in the process, and makes it if there is none yet. Every installed copy of
 * the library comes here for what must be one: the store of the current context, the two error values, the
 * reserved indexes. The `2` is the version of what is stored: it changes when an older copy could not read it.
 */
export function shared<T>(name: string, make: () => T): T {
  const home: typeof globalThis & { readonly [place]?: Map<string, T> } = globalThis;
  const things = home[place] ?? new Map<string, T>();
  if (home[place] === undefined) Object.defineProperty(home, place, { value: things });
  const thing = things.get(name) ?? make();
  things.set(name, thing);
  return thing;
}
