import { type Context, current } from '../../lib/context';

import { fromIncomingContext, MD } from '../../lib/metadata';
import { outcomeOf } from '../support/adapters/outcome';
import type { Stage } from '../support/adapters/stage';

/** Three services in a row. */
export interface Hops {
  /** Where B listens. */
  readonly port: number;
  /** Calls B, which calls C, in `ctx`. Returns what came in at C, for each call that B made. */
  call(ctx: Context): Promise<MD[]>;
  /** What came in at C so far. */
  readonly atC: readonly MD[];
}

/** Starts B and C, over sockets of their own. B calls C in the contexts that `onward` returns, one after the other. */
export async function hops(stage: Stage, onward: () => Context[] = () => [current()]): Promise<Hops> {
  const atC: MD[] = [];
  const { port: c } = await stage.listen(() => {
    atC.push(fromIncomingContext() ?? new MD());
  });
  const toC = stage.dial(c);
  const { port } = await stage.listen(async () => {
    for (const ctx of onward()) await outcomeOf(toC.call(stage.kind, { ctx }));
  });
  const toB = stage.dial(port);
  return {
    port,
    atC,
    async call(ctx) {
      await outcomeOf(toB.call(stage.kind, { ctx }));
      return atC.splice(0);
    },
  };
}

/** Returns what `md` has beside what each runtime sends by itself. */
export function own(md: MD | undefined): Record<string, string[]> {
  const runtime = /^(:authority|user-agent|content-type|(grpc-)?accept-encoding)$/;
  return Object.fromEntries([...(md ?? [])].filter(([key]) => !runtime.test(key)));
}
