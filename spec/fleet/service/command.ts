import type { Message } from '../../interop/support/test-service';

/** What a call of the fleet asks for. It is JSON in the payload of its request. */
export interface Command {
  readonly id: string;
  /**
   * `work` takes `ms` milliseconds, `fail` fails with `status`, `hang` goes on until its context has ended. `waver` fails with
   * `UNAVAILABLE` in its first two attempts, `refuse` in each.
   */
  readonly do: 'echo' | 'work' | 'fail' | 'hang' | 'waver' | 'refuse';
  readonly ms?: number;
  /** A google.rpc.Status: base64. */
  readonly status?: string;
  /** The targets that the call goes on to, one after the other. */
  readonly hops?: readonly string[];
  /** How calls that go on are made again: not at all, without a budget, or within one. */
  readonly retries?: Retries;
  /** How many bytes each service adds to those of `x-trail` when it goes on. */
  readonly trail?: number;
}

/** How calls that go on are made again. */
export type Retries = 'none' | 'unbounded' | 'budget';

/** What the last handler of a call saw of it. It is JSON in the payload of the response. */
export interface Seen {
  readonly server: string;
  /** The values of `x-id`. */
  readonly ids: readonly string[];
  /** The values of `x-id-bin`: base64. */
  readonly bins: readonly string[];
  /** Milliseconds until the deadline, -1 without one. */
  readonly left: number;
  /** The first value of `x-tenant`. */
  readonly tenant: string;
  /** The values of `grpc-previous-rpc-attempts`. */
  readonly attempts?: readonly string[];
  readonly authority?: string;
  /** The values of `cookie`. */
  readonly cookies?: readonly string[];
  /** The keys of the metadata. */
  readonly keys?: readonly string[];
  /** How large the metadata was, as HTTP/2 counts it: 32 bytes a field, its name, its value. */
  readonly size?: number;
}

/** What a service tells of its calls while they run. */
export type Told =
  | {
      readonly event: 'run';
      readonly id: string;
      readonly attempts: readonly string[];
      /** Milliseconds until the deadline, as services of Node tell them. */
      readonly left?: number;
    }
  | { readonly event: 'held'; readonly id: string }
  | { readonly event: 'ended'; readonly id: string; readonly err: string };

/** Returns a message that carries `value`. */
export function messageOf(value: Command | Seen): Message {
  return { body: JSON.stringify(value) };
}

/** Returns the command that a request carries. */
export function commandOf({ body }: Message): Command {
  return JSON.parse(body);
}

/** Returns what a response carries. */
export function seenOf({ body }: Message): Seen {
  return JSON.parse(body);
}
