import { setImmediate as immediate } from 'node:timers/promises';
import { ServerError, Status } from 'nice-grpc-common';
import { type Context, current, key, run, withCancel, withTimeout, withValue } from '../../lib/context';
import { setHeader, setTrailer } from '../../lib/grpc';
import { appendToOutgoingContext, MD, Pairs, valueFromIncomingContext } from '../../lib/metadata';
import type { Calling, Dialled, Handling } from '../support/adapters/adapter';
import { statusOf } from '../support/adapters/outcome';
import type { Pair } from '../support/adapters/pairs';
import { type Kind, kinds, type Message } from '../support/echo';
import type { Random } from '../support/random';
import { allowed, type Fate, type Plan, planOf } from './fate';

const idKey = key<string>('id');

/** What the traffic has seen so far. */
export interface Seen {
  calls: number;
  /** How many calls ended with each code, by its name. */
  readonly codes: Record<string, number>;
  /** What was seen at one call that belongs to another. */
  readonly mixedUp: string[];
  /** Ends that the fate of a call does not allow. */
  readonly wrong: string[];
  /** Uploads that were cut short and looked whole to their handler. */
  readonly halves: string[];
}

/** Connections that calls take in turn: Node 20 ends one whose client resets more than 33 streams a second. */
class Connections {
  private readonly all: readonly Dialled[];
  private taken = 0;

  constructor(connect: () => Dialled) {
    this.all = Array.from({ length: 16 }, connect);
  }

  next(): Dialled {
    const next = this.all[this.taken++ % this.all.length];
    if (next === undefined) throw new Error('soak: there must be a connection: got none');
    return next;
  }

  close(): void {
    for (const { close } of this.all) close();
  }
}

/** Calls of all kinds from A by B to C, of which many are cut short. Each has an id of its own. */
export class Traffic {
  readonly seen: Seen = { calls: 0, codes: {}, mixedUp: [], wrong: [], halves: [] };
  private readonly b: Connections;
  private readonly c: Connections;
  private readonly carried: readonly Kind[];
  private readonly stop: () => void;

  private constructor(b: Connections, c: Connections, carried: readonly Kind[], stop: () => void) {
    this.b = b;
    this.c = c;
    this.carried = carried;
    this.stop = stop;
  }

  static async on({ server, client, without = [] }: Pair): Promise<Traffic> {
    const atC = await server.listen((call) => traffic.handleInC(call));
    const atB = await server.listen((call) => traffic.handleInB(call));
    const connections = ({ port }: { port: number }) =>
      new Connections(() => client.connect(`127.0.0.1:${port}`));
    const [b, c] = [connections(atB), connections(atC)];
    const carried = kinds.filter((kind) => !without.includes(kind));
    const traffic: Traffic = new Traffic(b, c, carried, () => {
      b.close();
      c.close();
      atB.stop();
      atC.stop();
    });
    return traffic;
  }

  /** Makes `count` calls, `concurrency` at a time, in contexts derived from `parent`. */
  async go(count: number, concurrency: number, parent: Context, random: Random): Promise<void> {
    let begun = 0;
    const worker = async () => {
      while (begun < count) await this.callFromA(planOf(begun++, random), parent);
    };
    await Promise.all(Array.from({ length: concurrency }, worker));
  }

  close(): void {
    this.stop();
  }

  private async callFromA(plan: Plan, parent: Context): Promise<void> {
    const { id, fate, turns, timeout } = plan;
    const valued = appendToOutgoingContext(withValue(parent, idKey, id), 'id', id, 'fate', fate);
    const [ctx, cancel] = timeout === undefined ? withCancel(valued) : withTimeout(valued, timeout);
    const [header, trailer] = [new MD(), new MD()];
    const calling = run(ctx, () => {
      const kind = this.kindOf(Number(id.slice(5)));
      const requests = requestsOf(plan);
      return this.b.next().call(kind, {
        header,
        trailer,
        request: { id },
        requests,
        heard: () => this.check('event', id, current().value(idKey)),
      });
    });
    if (fate === 'cancelled') void afterTurns(turns).then(cancel);
    this.count(plan, await this.read(calling, plan, cancel));
    for (const md of [header, trailer]) if (md.has('id')) this.check('response', id, md.get('id')?.join());
    cancel();
  }

  /** Reads the answers of a call, all or the first of them, and returns the code of its end. */
  private async read(calling: Calling, { id, fate }: Plan, cancel: () => void): Promise<Status> {
    try {
      for (;;) {
        const message = await calling.next();
        if (message === undefined) return Status.OK;
        this.check('answer', id, message.id);
        if (fate !== 'left') continue;
        calling.leave?.();
        cancel();
        return Status.OK;
      }
    } catch (error) {
      return error === broken ? Status.CANCELLED : statusOf(error).code; // nice-grpc hands it on as it is
    }
  }

  private count({ id, fate }: Plan, code: Status): void {
    const { codes, wrong } = this.seen;
    const name = Status[code] ?? String(code);
    this.seen.calls++;
    codes[name] = (codes[name] ?? 0) + 1;
    if (!allowed[fate].includes(code)) wrong.push(`${id}, ${fate}: ${name}`);
  }

  private kindOf(i: number): Kind {
    return this.carried[i % this.carried.length] ?? 'unary';
  }

  private async handleInB({ requests, send }: Handling): Promise<void> {
    const id = String(valueFromIncomingContext('id'));
    setHeader(Pairs('id', id));
    setTrailer(Pairs('id', id));
    const received = await this.received('B', id, requests);
    const fate = String(valueFromIncomingContext('fate'));
    await run(appendToOutgoingContext(withValue(idKey, id), 'id', id, 'fate', fate), async () => {
      const kind = this.kindOf(Number(id.slice(5)) >> 2);
      const call = this.c.next().call(kind, { request: { id }, requests: each(received) });
      for (let message = await call.next(); message; message = await call.next()) {
        this.check('message in B', id, message.id, current().value(idKey));
        await send(message);
      }
    });
  }

  private async handleInC({ requests, send }: Handling): Promise<void> {
    const id = String(valueFromIncomingContext('id'));
    await this.received('C', id, requests);
    if (valueFromIncomingContext('fate')?.[0] === ('fails' satisfies Fate))
      throw new ServerError(Status.NOT_FOUND, 'none');
    await send({ id });
  }

  /** Reads the requests of a call to their end, which must not look like that of a whole upload if it is not one. */
  private async received(place: string, id: string, requests: AsyncIterable<Message>): Promise<Message[]> {
    const all: Message[] = [];
    for await (const request of requests) {
      this.check(`request in ${place}`, id, request.id, valueFromIncomingContext('id')?.join());
      all.push(request);
    }
    if (place === 'B' && all.length !== 1 && all.length !== uploaded)
      this.seen.halves.push(`${id}: ${all.length}`);
    return all;
  }

  private check(place: string, id: string, ...seen: unknown[]): void {
    for (const other of seen) if (other !== id) this.seen.mixedUp.push(`${place} of ${id}: ${other}`);
  }
}

const broken = new Error('the upload breaks');
const uploaded = 3; // messages of a whole upload

/** The requests of a call; those of one whose upload breaks end with an error after the second. */
async function* requestsOf({ id, fate, turns }: Plan): AsyncGenerator<Message, void> {
  for (let i = 0; i < uploaded; i++) {
    if (i > 0) await afterTurns(turns % 4);
    if (fate === 'upload breaks' && i === 2) throw broken;
    yield { id };
  }
}

async function* each(messages: readonly Message[]): AsyncGenerator<Message, void> {
  yield* messages;
}

/** Waits for so many turns of the event loop. */
async function afterTurns(turns: number): Promise<void> {
  for (let i = 0; i < turns; i++) await immediate();
}
