import { setImmediate as immediate } from 'node:timers/promises';
import { background, withTimeout } from 'mdctx/context';
import { Status } from 'nice-grpc-common';
import { encode } from '../../interop/support/protobuf';
import { Random } from '../../support/random';
import { carriedBy, contextOf, isOf } from '../client/checks';
import type { FleetClient } from '../client/fleet-client';
import type { Command } from '../service/command';
import { countContext } from './census';

/** What becomes of a call, and the codes with which it may end. */
const fates = {
  whole: [Status.OK],
  streams: [Status.OK],
  fails: [Status.NOT_FOUND],
  cancelled: [Status.CANCELLED],
  expires: [Status.OK, Status.DEADLINE_EXCEEDED],
} satisfies Record<string, readonly Status[]>;

type Fate = keyof typeof fates;

const forever = 1_800_000; // ms, after which a call is lost, however busy the machine is

const mix = [
  'whole',
  'whole',
  'whole',
  'streams',
  'fails',
  'cancelled',
  'expires',
] as const satisfies readonly Fate[];
const notFound = encode([
  [1, Status.NOT_FOUND],
  [2, Buffer.from('none')],
]).toString('base64');

/** Calls over two hops, of which many are cut short, compared with what they sent. */
export class Traffic {
  calls = 0;
  readonly codes: Record<string, number> = {};
  /** Calls that got something of another. */
  readonly mixed: string[] = [];
  /** Calls that ended as their fate does not allow. */
  readonly wrong: string[] = [];
  private readonly random: Random;
  private latencies: number[] = [];

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  /** Returns the 99th percentile of the time that whole calls took since it was asked last, in milliseconds. */
  p99(): number {
    const sorted = this.latencies.sort((a, b) => a - b);
    this.latencies = [];
    return sorted[Math.floor(sorted.length * 0.99)] ?? 0;
  }

  /** Makes calls, one after the other, until `enough` says so. */
  async run(client: FleetClient, hops: readonly string[], enough: () => boolean): Promise<void> {
    while (!enough()) {
      const fate: Fate = this.random.of(mix);
      const id = `soak-${++this.calls}`;
      const code = await this.call(client, id, fate, hops);
      const name = Status[code] ?? String(code);
      this.codes[name] = (this.codes[name] ?? 0) + 1;
      const allowed: readonly Status[] = fates[fate];
      if (!allowed.includes(code)) this.wrong.push(`${id}, ${fate}: ${name}`);
    }
  }

  private async call(client: FleetClient, id: string, fate: Fate, hops: readonly string[]): Promise<Status> {
    const [ctx, cancel] = withTimeout(
      contextOf(id, undefined, background()),
      fate === 'expires' ? this.random.below(30) : forever,
    );
    countContext(ctx);
    try {
      if (fate === 'streams') {
        const early = await client.early(ctx, [id, `${id}, again`]);
        const ids = [early.bodies, early.header.get('x-id'), early.trailer.get('x-id')].map((list) =>
          list?.join('|'),
        );
        if (ids.some((text) => text !== carriedBy(id).ids.join('|'))) this.mixed.push(id);
        return Status.OK;
      }
      if (fate === 'cancelled') void afterTurns(this.random.below(30)).then(cancel);
      const begun = performance.now();
      const answer = await client.unary(ctx, commandOf(id, fate, hops));
      if (fate === 'whole') this.latencies.push(performance.now() - begun);
      if (!isOf(id, answer)) this.mixed.push(id);
      return Status.OK;
    } catch (error) {
      const code = Number(Object(error).code);
      if (Status[code] === undefined) this.wrong.push(`${id}, ${fate}: ${error}`); // it has no status
      return code;
    } finally {
      cancel();
    }
  }
}

function commandOf(id: string, fate: Fate, hops: readonly string[]): Command {
  switch (fate) {
    case 'fails':
      return { id, do: 'fail', status: notFound, hops };
    case 'cancelled':
      return { id, do: 'hang', hops };
    case 'expires':
      return { id, do: 'work', ms: 15, hops };
    default:
      return { id, do: 'work', ms: 1, hops };
  }
}

async function afterTurns(turns: number): Promise<void> {
  for (let i = 0; i < turns; i++) await immediate();
}
