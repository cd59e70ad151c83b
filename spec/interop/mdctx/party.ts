import { background, type Context, current } from '../../../lib/context';
import type { Board } from '../support/board';
import type { Column } from '../support/case';
import type { Party } from '../support/party';
import type { Call, Channel, Outcome, Serve, Served } from '../support/script';
import { type Cancels, derive } from './derive';
import { Frame } from './frame';
import { Records } from './served';

/** A listening server of one of the runtimes. */
export interface Listening {
  readonly port: number;
  stop(): Promise<void>;
}

/** A channel of one of the runtimes. */
export interface Calling {
  /** Makes a call with `ctx`, or with the current context if it is undefined. */
  call(call: Call, ctx: Context | undefined, around: Around): Promise<{ outcome: Outcome; error: unknown }>;
  close(): void;
}

/** What a stream's steps need of the run. */
export interface Around {
  readonly board: Board;
  readonly cancels: Cancels;
}

/** One of the runtimes that mdctx adapts. */
export interface Runtime {
  readonly name: Column;
  listen(records: Records, serve: Serve): Promise<Listening>;
  connect(port: number, channel: Channel): Calling;
}

interface Play {
  readonly cancels: Cancels;
  readonly channels: Calling[];
  readonly servers: Map<number, { readonly listening: Listening; readonly records: Records }>;
}

/** mdctx on one of its runtimes, in this process. */
export class MdctxParty implements Party {
  readonly name: Runtime['name'];
  private readonly runtime: Runtime;
  private readonly plays = new Map<Board, Play>();

  constructor(runtime: Runtime) {
    this.runtime = runtime;
    this.name = runtime.name;
  }

  async serve(board: Board, serve: Serve): Promise<number> {
    const { cancels, servers } = this.play(board);
    const records = new Records(board, cancels, serve, async (port, call, ctx) => {
      const channel = this.connect(board, port, {});
      return this.one(board, channel, call, ctx);
    });
    const listening = await this.runtime.listen(records, serve);
    records.port = listening.port;
    servers.set(listening.port, { listening, records });
    return listening.port;
  }

  async records(board: Board, port: number, handled: number): Promise<Served[]> {
    return (await this.play(board).servers.get(port)?.records.records(handled)) ?? [];
  }

  async call(
    board: Board,
    port: number,
    options: Channel,
    calls: readonly Call[],
    parallel: boolean,
  ): Promise<Outcome[]> {
    const channel = this.connect(board, port, options);
    if (parallel) return Promise.all(calls.map((call) => this.fresh(board, channel, call)));
    const outcomes: Outcome[] = [];
    for (const call of calls) outcomes.push(await this.fresh(board, channel, call));
    return outcomes;
  }

  async end(board: Board): Promise<void> {
    const play = this.plays.get(board);
    this.plays.delete(board);
    for (const channel of play?.channels ?? []) channel.close();
    for (const { listening } of play?.servers.values() ?? []) await listening.stop();
  }

  /** Opens a channel that stays open until the run ends. */
  private connect(board: Board, port: number, options: Channel): Calling {
    const channel = this.runtime.connect(port, options);
    this.play(board).channels.push(channel);
    return channel;
  }

  private async fresh(board: Board, channel: Calling, call: Call): Promise<Outcome> {
    return (await this.one(board, channel, call, background())).outcome;
  }

  private one(
    board: Board,
    channel: Calling,
    call: Call,
    from: Context | undefined,
  ): Promise<{ outcome: Outcome; error: unknown }> {
    const { cancels } = this.play(board);
    const ctx = from || call.ctx ? derive(from ?? current(), call.ctx ?? [], cancels) : undefined;
    if (call.meanwhile) this.meanwhile(board, cancels, call);
    return channel.call(call, ctx, { board, cancels });
  }

  private meanwhile(board: Board, cancels: Cancels, call: Call): void {
    const never = async () => {
      throw new Error('spec/interop: nothing to send or receive');
    };
    const frame = new Frame({
      board,
      cancels,
      notes: {},
      port: 0,
      io: { send: never, recv: never },
      spawn: () => {},
      call: never,
    });
    frame.steps(call.meanwhile ?? []).catch((error) => {
      throw error;
    });
  }

  private play(board: Board): Play {
    const known = this.plays.get(board);
    if (known) return known;
    const play: Play = { cancels: new Map(), channels: [], servers: new Map() };
    this.plays.set(board, play);
    return play;
  }
}
