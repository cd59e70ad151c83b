/** Reports whether `x` can have properties: errors of other realms and copies are recognized by these. */
export function isObject(x: unknown): x is object {
  return (typeof x === 'object' && x !== null) || typeof x === 'function';
}

/**
 * Yields what `error` wraps, near or far, each once: its `cause`, then the `errors` of an `AggregateError` in their
 * order, then the two of a `SuppressedError`; depth first, as Go's `errors.As` walks the tree of `Unwrap`.
 */
export function* wrappedErrors(error: unknown): Generator<unknown, void, undefined> {
  const seen = new Set<unknown>([error]); // causes may form a circle
  const pending = linksOf(error).reverse();
  while (pending.length > 0) {
    const link = pending.pop();
    if (seen.has(link)) continue;
    seen.add(link);
    yield link;
    pending.push(...linksOf(link).reverse());
  }
}

function linksOf(error: unknown): unknown[] {
  if (!isObject(error) || !('message' in error)) return [];
  const links: unknown[] = [];
  if ('cause' in error) links.push(error.cause);
  if ('errors' in error && Array.isArray(error.errors)) links.push(...error.errors);
  if ('suppressed' in error && 'error' in error) links.push(error.error, error.suppressed);
  return links;
}
