import { background, type Context, current, key, run, withValue } from '../../lib/context';
import { sendHeader, setHeader, setTrailer } from '../../lib/grpc';
import { appendToOutgoingContext, MD, Pairs, valueFromIncomingContext } from '../../lib/metadata';
import type { Calling, Dialled, Handling } from '../support/adapters/adapter';
import { outcomeOf } from '../support/adapters/outcome';
import type { Pair } from '../support/adapters/pairs';
import { type Kind, kinds } from '../support/echo';
import { each } from '../support/queue';

const idKey = key<string>('id');

/**
 * Many calls at once, of mixed kinds, from A by B to C. Each has an id of its own, which goes with it as metadata and
 * as a value, and comes back in messages, header and trailer.
 */
export class Crowd {
  /** What was seen at one call that belongs to another, or is missing. */
  readonly strange: string[] = [];
  private readonly look: (ctx: Context) => void;
  private readonly b: Dialled;
  private readonly c: Dialled;
  private readonly stop: () => void;

  private constructor(look: (ctx: Context) => void, b: Dialled, c: Dialled, stop: () => void) {
    this.look = look;
    this.b = b;
    this.c = c;
    this.stop = stop;
  }

  /** Returns a crowd that is about to set out. `look` is shown the context of each call in each place. */
  static async on({ server, client }: Pair, look: (ctx: Context) => void = () => {}): Promise<Crowd> {
    const atC = await server.listen((call) => crowd.handleInC(call));
    const atB = await server.listen((call) => crowd.handleInB(call));
    const [b, c] = [atB, atC].map(({ port }) => client.connect(`127.0.0.1:${port}`));
    if (b === undefined || c === undefined) throw new Error('crowd: there must be two clients');
    const crowd: Crowd = new Crowd(look, b, c, () => {
      for (const end of [b.close, c.close, atB.stop, atC.stop]) end();
    });
    return crowd;
  }

  /** Makes `count` calls at once, in contexts derived from `parent`, and returns how many got an answer. */
  async go(count: number, parent = background()): Promise<number> {
    const calls = Array.from({ length: count }, (_, i) => this.callFromA(i, parent));
    return (await Promise.all(calls)).filter(Boolean).length;
  }

  close(): void {
    this.stop();
  }

  private async callFromA(i: number, parent: Context): Promise<boolean> {
    const id = String(i);
    const ctx = appendToOutgoingContext(withValue(parent, idKey, id), 'id', id);
    const [header, trailer] = [new MD(), new MD()];
    const { messages, code } = await run(ctx, () =>
      outcomeOf(this.call(this.b, 'A', i, id, header, trailer)),
    );
    this.look(ctx);
    const seen = [header, trailer].map((md) => md.get('id')?.join());
    this.check('end', id, ...seen, ...messages.map((message) => message.id));
    return code === 0 && messages.length > 0;
  }

  /** Handles a call by calling on, as another kind now and then. */
  private async handleInB({ requests, send }: Handling): Promise<void> {
    const id = String(valueFromIncomingContext('id'));
    this.look(current());
    setHeader(Pairs('id', id));
    await run(appendToOutgoingContext(withValue(idKey, id), 'id', id), async () => {
      let next = Number(id);
      for await (const request of requests) {
        this.check('request in B', id, request.id, current().value(idKey));
        next++;
      }
      const [header, trailer] = [new MD(), new MD()];
      const call = this.call(this.c, 'B', next, id, header, trailer);
      for (let message = await call.next(); message; message = await call.next()) {
        this.check('message in B', id, message.id, header.get('id')?.join(), current().value(idKey));
        await send(message);
      }
      setTrailer(Pairs('id', String(trailer.get('id'))));
    });
  }

  private async handleInC({ requests, send }: Handling): Promise<void> {
    const id = String(valueFromIncomingContext('id'));
    this.look(current());
    sendHeader(Pairs('id', id));
    for await (const request of requests) {
      this.check('request in C', id, request.id, valueFromIncomingContext('id')?.join());
      await send({ id });
    }
    setTrailer(Pairs('id', String(valueFromIncomingContext('id'))));
  }

  private call(to: Dialled, from: string, i: number, id: string, header: MD, trailer: MD): Calling {
    const heard = (event: string) => this.check(`${event} in ${from}`, id, current().value(idKey));
    const kind: Kind = kinds[i % kinds.length] ?? 'unary';
    return to.call(kind, { header, trailer, heard, request: { id }, requests: each({ id }, { id }, { id }) });
  }

  private check(place: string, id: string, ...seen: unknown[]): void {
    for (const other of seen) if (other !== id) this.strange.push(`${place} of ${id}: ${other}`);
  }
}
