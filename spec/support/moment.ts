import { afterFunc, type Context } from '../../lib/context';

/** Something that comes about once, for others to wait for. */
export class Moment<T = void> {
  readonly came: Promise<T>;
  private resolve: (value: T) => void = () => {};
  private passed = false;

  constructor() {
    this.came = new Promise((resolve) => {
      this.resolve = resolve;
    });
  }

  /** Tells whether it has come about. */
  get hasCome(): boolean {
    return this.passed;
  }

  readonly come = (value: T): void => {
    this.passed = true;
    this.resolve(value);
  };
}

/** Waits until `ctx` has ended, and returns how. */
export async function end(ctx: Context): Promise<Error | undefined> {
  await new Promise<void>((resolve) => afterFunc(ctx, resolve));
  return ctx.err();
}
