/** The signals of one run, by which its parties wait for each other. */
export class Board {
  readonly run: string;
  private readonly flags = new Map<string, { promise: Promise<void>; raise: () => void; up: boolean }>();
  private readonly listeners = new Set<(label: string) => void>();

  constructor(run: string) {
    this.run = run;
  }

  /** Calls `f` with each label that is raised from now on. */
  listen(f: (label: string) => void): void {
    this.listeners.add(f);
  }

  /** Raises `label`. After the first call, later calls do nothing. */
  raise(label: string): void {
    const flag = this.flag(label);
    if (flag.up) return;
    flag.up = true;
    flag.raise();
    for (const listener of this.listeners) listener(label);
  }

  /** Waits until `label` is raised. */
  await(label: string): Promise<void> {
    return this.flag(label).promise;
  }

  private flag(label: string): { promise: Promise<void>; raise: () => void; up: boolean } {
    const known = this.flags.get(label);
    if (known) return known;
    let raise = () => {};
    const promise = new Promise<void>((resolve) => {
      raise = resolve;
    });
    const flag = { promise, raise, up: false };
    this.flags.set(label, flag);
    return flag;
  }
}
