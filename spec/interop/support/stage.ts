import { Board } from './board';
import type { Party } from './party';
import type { Call, Channel, Method, Outcome, Serve, Served, Step } from './script';
import type { Unit } from './unit';
import type { Wire } from './wire';

/** A server on a stage. */
export interface Server {
  readonly port: number;
  /** Returns what the RPCs left behind, once `handled` handlers and what they started are done. */
  records(handled: number): Promise<Served[]>;
  /** Returns the notes of the one RPC that there was, once its handler is done. */
  notes(): Promise<Served['notes']>;
}

let runs = 0;

/** Where a case is played: one party serves and one calls, the same or another. */
export class Stage {
  readonly server: Party;
  readonly client: Party;
  readonly wire: Wire;
  readonly unit: Unit;
  readonly board = new Board(`run ${++runs}`);

  constructor(client: Party, server: Party, wire: Wire, unit: Unit) {
    this.client = client;
    this.server = server;
    this.wire = wire;
    this.unit = unit;
  }

  /** Starts a server. */
  async serve(methods: Serve['methods'], options: Omit<Serve, 'methods'> = {}): Promise<Server> {
    const { server, board } = this;
    const port = await server.serve(board, { methods, ...options });
    return {
      port,
      records: (handled) => server.records(board, port, handled),
      notes: async () => {
        const [record] = await server.records(board, port, 1);
        return record?.notes ?? {};
      },
    };
  }

  /** Makes one call. */
  async call(to: { readonly port: number }, call: Call, channel: Channel = {}): Promise<Outcome> {
    const [outcome] = await this.client.call(this.board, to.port, channel, [call], false);
    if (outcome === undefined) throw new Error('spec/interop: a call must have an outcome');
    return outcome;
  }

  /** Makes calls over one channel, all at once if they are to be parallel. */
  calls(to: { readonly port: number }, calls: readonly Call[], parallel = false): Promise<Outcome[]> {
    return this.client.call(this.board, to.port, {}, calls, parallel);
  }

  /** Serves one method by `steps`, calls it once, and returns what both sides saw. */
  async exchange(
    method: Method,
    steps: readonly Step[],
    call: Omit<Call, 'method'> = {},
  ): Promise<{ outcome: Outcome; notes: Served['notes'] }> {
    const server = await this.serve({ [method]: steps });
    const outcome = await this.call(server, { method, ...call });
    return { outcome, notes: await server.notes() };
  }

  /** Stops what was started. */
  async end(): Promise<void> {
    await Promise.all([this.client.end(this.board), this.server.end(this.board), this.wire.end()]);
  }
}
