import { background, type Context, key, run, withValue } from '../../../lib/context';
import type { ClientInterceptors, ServerInterceptors } from '../../../lib/grpc';
import { MD, newIncomingContext } from '../../../lib/metadata';
import { type Kind, kinds } from '../echo';
import type { CallOptions, Dialled, Handler, Serving } from './adapter';
import { type Outcome, outcomeOf } from './outcome';
import { everywhere, type Pair } from './pairs';

/** A value that the surroundings of a row have and no call may show. */
export const foreign = key<string>('foreign');

/** Where a row takes place. */
const places: ReadonlyArray<readonly [string, Context | undefined]> = [
  ['from nothing', undefined],
  ['inside another run', withValue(newIncomingContext(background(), [['foreign', 'yes']]), foreign, 'yes')],
];

/** What a row of the table of promises has to work with: one adapter and one kind of call. */
export class Stage {
  readonly pair: Pair;
  readonly kind: Kind;
  /** The interceptors of the servers that listen from now on. */
  serverInterceptors: ServerInterceptors = {};
  /** The interceptors of the clients that are dialled from now on. */
  clientInterceptors: ClientInterceptors = {};
  private readonly open: Array<() => void> = [];

  constructor(pair: Pair, kind: Kind) {
    this.pair = pair;
    this.kind = kind;
  }

  /** Has a server handle its calls with `handler`. */
  async listen(handler: Handler): Promise<Serving> {
    const serving = await this.pair.server.listen(handler, undefined, this.serverInterceptors);
    this.open.push(() => serving.stop());
    return serving;
  }

  /** Returns a client of the server on `port`. */
  dial(port: number): Dialled {
    const client = this.pair.client.connect(`127.0.0.1:${port}`, undefined, this.clientInterceptors);
    this.open.push(() => client.close());
    return client;
  }

  /** Returns a client of a server that handles its calls with `handler`. */
  async serve(handler: Handler): Promise<Dialled> {
    const { port } = await this.listen(handler);
    return this.dial(port);
  }

  /** Has `handler` handle a call, and returns what came of that, with header and trailer. */
  async call(handler: Handler, options: CallOptions = {}): Promise<Outcome & { header: MD; trailer: MD }> {
    const client = await this.serve(handler);
    const [header, trailer] = [new MD(), new MD()];
    const outcome = await outcomeOf(client.call(this.kind, { header, trailer, ...options }));
    return { ...outcome, header, trailer };
  }

  /** Has `end` called when the row is over. */
  finally(end: () => void): void {
    this.open.push(end);
  }

  close(): void {
    for (const end of this.open.reverse()) end();
  }
}

/** For what a row of the table holds. */
interface Range {
  readonly pairs?: readonly Pair[];
  readonly kinds?: readonly Kind[];
  /** Reports what it does not hold for, which docs/parity.md tells with the reason. */
  readonly except?: (pair: Pair, kind: Kind) => boolean;
}

/**
 * Adds a row to the table of promises: `row` shows that `sentence` is true, for each adapter and each kind of call, from
 * nothing and inside another `run`.
 */
export function promised(sentence: string, row: (stage: Stage) => Promise<void>, range: Range = {}): void {
  describe(sentence, () => {
    for (const pair of range.pairs ?? everywhere)
      for (const kind of (range.kinds ?? kinds).filter((kind) => isCarried(pair, kind, range)))
        for (const [place, ctx] of process.env.ONE_PLACE ? places.slice(1) : places) {
          const perform = () => performed(new Stage(pair, kind), row);
          it(
            `${pair.name}, ${kind}, ${place}`,
            () => (ctx ? run(ctx, perform) : perform()),
            Number(process.env.ROW_MS ?? 30_000),
          );
        }
  });
}

async function performed(stage: Stage, row: (stage: Stage) => Promise<void>): Promise<void> {
  try {
    await row(stage);
  } finally {
    stage.close();
  }
}

function isCarried(pair: Pair, kind: Kind, { except }: Range): boolean {
  return !pair.without?.includes(kind) && !except?.(pair, kind);
}
