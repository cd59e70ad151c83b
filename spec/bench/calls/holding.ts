const held: Array<() => void> = [];
let awaited: { count: number; told: () => void } | undefined;

/** Returns a promise for the moment at which the calls that are held are let go. */
export function hold(): Promise<void> {
  return new Promise((resolve) => {
    held.push(resolve);
    if (awaited !== undefined && held.length >= awaited.count) awaited.told();
  });
}

/** Waits until `count` calls are held. */
export function holding(count: number): Promise<void> {
  return new Promise((told) => {
    if (held.length >= count) told();
    else awaited = { count, told };
  });
}

/** Lets all calls go that are held. */
export function release(): void {
  awaited = undefined;
  for (const go of held.splice(0)) go();
}
