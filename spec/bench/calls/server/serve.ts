import type { Bench } from '../service';
import type { Variant } from '../variant';

/** Serves `definition` on a free port, and returns that. */
export type Serve<V extends Variant> = (variant: V, definition: typeof Bench) => Promise<number>;
