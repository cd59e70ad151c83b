/** Has `f` called whenever the process gets one of the signals `names`. What it returns takes that back. */
export function onSignals(names: readonly NodeJS.Signals[], f: () => void): () => void {
  const listener = () => f();
  for (const name of names) process.on(name, listener);
  return () => {
    for (const name of names) process.off(name, listener);
  };
}
