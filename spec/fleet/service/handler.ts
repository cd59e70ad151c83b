import { afterFunc, cause, current } from 'mdctx/context';
import { setHeader, setTrailer } from 'mdctx/grpc';
import { appendToOutgoingContext, fromIncomingContext, MD } from 'mdctx/metadata';
import { fromProto } from 'mdctx/status';
import { ServerError, Status } from 'nice-grpc-common';
import type { Message } from '../../interop/support/test-service';
import { dial } from '../client/dial';
import type { ChannelOptions, Engine } from '../client/engines';
import type { FleetClient } from '../client/fleet-client';
import { serviceConfig } from '../client/service-config';
import { type Command, commandOf, messageOf, type Retries, type Told } from './command';

const again = { retries: true, attempts: 2, backoff: '0.001s' };
const hopConfigs: Record<Retries, ChannelOptions> = {
  none: serviceConfig(),
  unbounded: serviceConfig(again),
  budget: serviceConfig({ ...again, budget: true }),
};

/** Does what calls ask for, whatever the runtime: the context of a call is the current one. */
export class Handler {
  private readonly name: string;
  private readonly engine: Engine;
  private readonly tell: (told: Told) => void;
  private readonly clients = new Map<string, Promise<FleetClient>>();
  /** From now on work has no end. */
  holds = false;

  /** `engine` makes the calls that go on to other services. */
  constructor(name: string, engine: Engine, tell: (told: Told) => void) {
    this.name = name;
    this.engine = engine;
    this.tell = tell;
  }

  /** Returns what a response carries of its request, and which server gave it. */
  echoed(): MD {
    const incoming = fromIncomingContext() ?? new MD();
    const own = new MD([['x-server', this.name]]);
    for (const key of ['x-id', 'x-id-bin']) own.append(key, ...(incoming.get(key) ?? []));
    return own;
  }

  async unary(request: Message): Promise<Message> {
    const command = commandOf(request);
    const incoming = fromIncomingContext() ?? new MD();
    const attempts = incoming.get('grpc-previous-rpc-attempts') ?? [];
    this.tell({ event: 'run', id: command.id, attempts, left: left() });
    // A call that has a header is not made again: so it fails without one.
    const wavers = command.do === 'waver' && Number(attempts[0] ?? 0) < 2;
    const refuses = command.do === 'refuse' && !command.hops?.length;
    if (wavers || refuses) throw new ServerError(Status.UNAVAILABLE, 'not yet');
    if (command.do !== 'refuse') this.answerHeaders();
    const [next, ...hops] = command.hops ?? [];
    if (next !== undefined) return this.goOn(next, { ...command, hops }, incoming);
    await this.perform(command);
    return messageOf({
      ...this.seen(incoming),
      attempts,
      authority: String(incoming.get(':authority')?.[0] ?? ''),
      cookies: (incoming.get('cookie') ?? []).map(String),
      keys: [...incoming.keys()],
      size: sizeOf(incoming),
    });
  }

  private answerHeaders(): void {
    const own = this.echoed();
    setHeader(own);
    setTrailer(own);
  }

  private async goOn(next: string, command: Command, incoming: MD): Promise<Message> {
    const { trail = 0, retries = 'none' } = command;
    const added = [...(incoming.get('x-trail') ?? []), 't'.repeat(trail)].flatMap((value) => [
      'x-trail',
      value,
    ]);
    const ctx = trail === 0 ? current() : appendToOutgoingContext(current(), ...added);
    const name = `${next} ${retries}`;
    const client = this.clients.get(name) ?? dial(this.engine, next, hopConfigs[retries]);
    this.clients.set(name, client);
    return messageOf((await (await client).unary(ctx, command)).seen);
  }

  private async perform({ id, do: what, ms = 0, status = '' }: Command): Promise<void> {
    if (what === 'work' && this.holds) {
      this.tell({ event: 'held', id });
      await new Promise(() => {});
    }
    if (what === 'work') await new Promise((resolve) => setTimeout(resolve, ms));
    if (what === 'fail') throw fromProto(Buffer.from(status, 'base64'))?.err();
    if (what !== 'hang') return;
    const ctx = current();
    await new Promise<void>((resolve) => afterFunc(ctx, resolve));
    this.tell({ event: 'ended', id, err: String(ctx.err()?.message) });
    throw cause(ctx);
  }

  private seen(incoming: MD) {
    return {
      server: this.name,
      ids: (incoming.get('x-id') ?? []).map(String),
      bins: incoming.bytes('x-id-bin').map((value) => Buffer.from(value).toString('base64')),
      left: left(),
      tenant: String(incoming.get('x-tenant')?.[0] ?? ''),
    };
  }
}

function left(): number {
  const { deadline } = current();
  return deadline === undefined ? -1 : deadline.getTime() - Date.now();
}

function sizeOf(md: MD): number {
  let size = 0;
  for (const [key, values] of md) for (const value of values) size += 32 + key.length + value.length;
  return size;
}
