import assert from 'node:assert/strict';
import { background, type Context, DeadlineExceeded, withCancel, withTimeout } from 'mdctx/context';
import { appendToOutgoingContext, MD } from 'mdctx/metadata';
import { convert } from 'mdctx/status';
import { Status } from 'nice-grpc-common';
import { encode } from '../../interop/support/protobuf';
import type { Command } from '../service/command';
import type { Service } from '../support/service';
import type { Answer, FleetClient } from './fleet-client';

// What is looked at of each way through the fleet.

/** What a call carries: two values under one key, one of them with what separates values on some wires; and two of bytes. */
export interface Carried {
  readonly ids: readonly string[];
  readonly bins: readonly Buffer[];
}

export function carriedBy(id: string): Carried {
  return { ids: [id, `${id}, again`], bins: [Buffer.from(`${id}\0\xff`, 'latin1'), Buffer.of(0)] };
}

/** Milliseconds in which a call is over, however busy the machine is. */
const minute = 60_000;

/** Returns a context that has a call carry what belongs to `id`: one derived from `parent`, by default one that ends soon enough. */
export function contextOf(
  id: string,
  tenant?: string,
  parent = withTimeout(background(), minute)[0],
): Context {
  const { ids, bins } = carriedBy(id);
  const pairs = [...ids.flatMap((value) => ['x-id', value]), ...bins.flatMap((value) => ['x-id-bin', value])];
  return appendToOutgoingContext(parent, ...pairs, ...(tenant === undefined ? [] : ['x-tenant', tenant]));
}

/** Reports whether all that came back is that of the call `id`. */
export function isOf(id: string, { seen, header, trailer }: Answer): boolean {
  const { ids, bins } = carriedBy(id);
  const own = [ids.join('|'), bins.map((bin) => bin.toString('base64')).join('|')].join('\n');
  return (
    [seen.ids.join('|'), seen.bins.join('|')].join('\n') === own &&
    textOf(header) === own &&
    textOf(trailer) === own
  );
}

function textOf(md: MD): string {
  const bins = md.bytes('x-id-bin').map((bin) => Buffer.from(bin).toString('base64'));
  return [(md.get('x-id') ?? []).join('|'), bins.join('|')].join('\n');
}

let calls = 0;

/** A way through the fleet: hops, and the services that may be last. */
export interface Way {
  readonly client: FleetClient;
  /** The targets that the first service goes on to. */
  readonly hops: readonly string[];
  readonly last: readonly Service[];
}

function commandOf(id: string, what: Command['do'], { hops }: Way, more: Partial<Command> = {}): Command {
  return { id, do: what, hops, ...more };
}

/** The checks, by what they show. Each may be made often: the calls of a way go to one service or another. */
export const checks: Record<string, (way: Way) => Promise<void>> = {
  'repeated keys and bytes, in request, header and trailer': async (way) => {
    const id = `echo-${++calls}`;
    const answer = await way.client.unary(contextOf(id), commandOf(id, 'echo', way));
    assert.ok(isOf(id, answer), JSON.stringify(answer.seen));
    assert.ok(way.last.some(({ instance }) => instance === answer.seen.server));
  },

  'the deadline, shorter with each hop': async (way) => {
    const id = `deadline-${++calls}`;
    const [ctx, cancel] = withTimeout(contextOf(id), minute / 2);
    const { seen } = await way.client.unary(ctx, commandOf(id, 'echo', way));
    cancel();
    assert.ok(seen.left > 0 && seen.left <= minute / 2, `${seen.left} ms were left`);
  },

  'the end at the deadline, of the last handler too': async (way) => {
    const id = await untilReached(300, async (timeout) => {
      const id = `timeout-${++calls}`;
      const [ctx] = withTimeout(contextOf(id), timeout);
      const over = assert.rejects(way.client.unary(ctx, commandOf(id, 'hang', way)), {
        code: Status.DEADLINE_EXCEEDED,
      });
      const reached = Promise.any(way.last.map((service) => service.when('run', id))).then(() => id);
      return Promise.race([reached, over.then(() => undefined)]).finally(() => over);
    });
    const { err } = await ended(way, id);
    // Whichever is heard first: the deadline itself, or the caller that has given up by its own.
    assert.ok([DeadlineExceeded.message, 'context canceled'].includes(err), err);
  },

  'cancellation, to the last handler': async (way) => {
    const id = `cancel-${++calls}`;
    const [ctx, cancel] = withCancel(contextOf(id));
    const call = way.client.unary(ctx, commandOf(id, 'hang', way));
    const rejected = assert.rejects(call, { code: Status.CANCELLED });
    await Promise.any(way.last.map((service) => service.when('run', id)));
    cancel();
    await rejected;
    assert.equal((await ended(way, id)).err, 'context canceled');
  },

  'the status of an error, its details included': async (way) => {
    const id = `fail-${++calls}`;
    const detail = encode([
      [1, Buffer.from('type.googleapis.com/google.protobuf.StringValue')],
      [2, encode([[1, Buffer.from(id)]])],
    ]);
    const status = encode([
      [1, Status.FAILED_PRECONDITION],
      [2, Buffer.from(`not now, ${id}: é`)],
      [3, detail],
    ]);
    const trailer = new MD();
    const command = commandOf(id, 'fail', way, { status: status.toString('base64') });
    const error: unknown = await way.client.unary(contextOf(id), command, trailer).catch((error) => error);
    const { code, message } = convert(error);
    assert.deepEqual([code, message], [Status.FAILED_PRECONDITION, `not now, ${id}: é`]);
    const got = trailer.bytes('grpc-status-details-bin').map((bin) => Buffer.from(bin).toString('base64'));
    assert.deepEqual(got, [status.toString('base64')]);
    assert.deepEqual(trailer.get('x-id'), carriedBy(id).ids);
  },

  'a header before anything was sent': async (way) => {
    const id = `early-${++calls}`;
    const bodies = ['one', 'two', ''];
    const early = await way.client.early(contextOf(id), bodies);
    assert.deepEqual(early.bodies, bodies);
    assert.deepEqual(early.header.get('x-id'), carriedBy(id).ids);
    assert.deepEqual(early.trailer.get('x-id'), carriedBy(id).ids);
  },
};

/**
 * Returns what `attempt` returns with a time in milliseconds that is enough: on a busy machine less than that may pass before its
 * call has come anywhere, and then it returns nothing.
 */
export async function untilReached<T>(
  least: number,
  attempt: (ms: number) => Promise<T | undefined>,
): Promise<T> {
  for (let ms = least; ; ms *= 2) {
    const found = await attempt(ms);
    if (found !== undefined) return found;
    assert.ok(ms < 1000 * minute, 'no call has come anywhere');
  }
}

/** Returns how the context of the last handler of the call `id` ended. */
function ended(way: Way, id: string) {
  return Promise.any(way.last.map((service) => service.when('ended', id)));
}
