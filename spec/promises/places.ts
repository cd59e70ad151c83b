import { type Context, current } from '../../lib/context';

/** Notes which context was current at which place. */
export class Places {
  private readonly noted: Array<readonly [string, Context]> = [];

  /** Notes the current context at `place`. */
  readonly note = (place: string): void => {
    this.noted.push([place, current()]);
  };

  /** The places, in the order in which they were come to. */
  get names(): string[] {
    return this.noted.map(([place]) => place);
  }

  /** The places at which another context than `ctx` was current: than that of the first place, if it is left out. */
  strange(ctx = this.noted[0]?.[1]): string[] {
    return this.noted.filter(([, seen]) => seen !== ctx).map(([place]) => place);
  }
}
