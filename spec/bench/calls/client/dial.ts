import type { Bench } from '../service';
import type { Variant } from '../variant';

/** Makes calls of each method of `Bench`, as its variant makes them. */
export interface Calls {
  unary(): Promise<unknown>;
  stream(): Promise<unknown>;
  hold(): Promise<unknown>;
}

export type Dial = (variant: Variant, address: string, definition: typeof Bench) => Calls;
