import type { Variant } from '../variant';

/** Serves `Bench` on a free port, and returns that. */
export type Serve<V extends Variant> = (variant: V) => Promise<number>;
