import { afterFunc, type Context } from '../../lib/context';

/** Something that comes about once, for others to wait for. */
export class Moment<T = void> {
  readonly came: Promise<T>;
  private resolve: (value: T) => void = () => {};

  constructor() {
    this.came = new Promise((resolve) => {
      this.resolve = resolve;
    });
  }

  readonly come = (value: T): void => this.resolve(value);
}

/** Waits until `ctx` has ended, and returns how. */
export async function end(ctx: Context): Promise<Error | undefined> {
  await new Promise<void>((resolve) => afterFunc(ctx, resolve));
  return ctx.err();
}
