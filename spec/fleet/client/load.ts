import { after } from 'node:test';
import { setImmediate as immediate } from 'node:timers/promises';
import { contextOf, isOf } from './checks';
import type { FleetClient } from './fleet-client';

/** How a call failed. */
export interface Failure {
  readonly id: string;
  readonly code: unknown;
  readonly details: unknown;
}

let loads = 0;
const running = new Set<Load>();
after(() => Promise.all([...running].map((load) => load.end(0)))); // those that a test which failed has left

/** Callers that make one call after the other, and compare what comes back with what they sent. */
export class Load {
  /** The calls that each process of a service answered. */
  readonly answered = new Map<string, Set<string>>();
  readonly failures: Failure[] = [];
  /** The calls that got something of another. */
  readonly mixed: string[] = [];
  /** The calls that are under way. */
  private readonly open = new Set<string>();
  calls = 0;
  private readonly client: FleetClient;
  private readonly name = `load-${++loads}`;
  private readonly callers: Promise<void>[];
  private readonly waiting = new Set<() => void>();
  private enough = Number.POSITIVE_INFINITY;

  constructor(client: FleetClient, callers = 16) {
    this.client = client;
    running.add(this);
    this.callers = Array.from({ length: callers }, () => this.run());
  }

  /** Waits until `is` holds, which is looked at after each call. */
  async until(is: () => boolean): Promise<void> {
    if (is()) return;
    await new Promise<void>((resolve) => {
      const look = () => {
        if (!is()) return;
        this.waiting.delete(look);
        resolve();
      };
      this.waiting.add(look);
    });
  }

  /** Ends when `calls` calls have been made. */
  async end(calls: number): Promise<void> {
    this.enough = calls;
    await Promise.all(this.callers);
    running.delete(this);
  }

  /** Returns the calls that are under way while `during` runs. */
  async openDuring(during: () => Promise<void>): Promise<Set<string>> {
    const [before, first] = [[...this.open], this.calls + 1];
    await during();
    const begun = Array.from({ length: this.calls - first + 1 }, (_, i) => this.idOf(first + i));
    return new Set([...before, ...begun]);
  }

  private idOf(call: number): string {
    return `${this.name}-${call}`;
  }

  private async run(): Promise<void> {
    while (this.calls < this.enough) {
      await this.call(this.idOf(++this.calls));
      for (const look of [...this.waiting]) look();
    }
  }

  private async call(id: string): Promise<void> {
    this.open.add(id);
    try {
      const answer = await this.client.unary(contextOf(id), { id, do: 'work', ms: 10 });
      if (!isOf(id, answer)) this.mixed.push(id);
      const { server } = answer.seen;
      this.answered.set(server, (this.answered.get(server) ?? new Set()).add(id));
    } catch (error) {
      const { code, details } = Object(error);
      this.failures.push({ id, code, details });
      await immediate(); // calls that fail at once leave nothing else a turn
    }
    this.open.delete(id);
  }
}
