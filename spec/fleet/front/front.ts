import type { ChannelOptions } from '../client/engines';
import type { Service } from '../support/service';

/** What stands before services: a target for clients, behind which calls are spread over them. */
export interface Front {
  readonly target: string;
  /** Options that a channel to it needs. */
  readonly options: ChannelOptions;
  stop(): Promise<void>;
}

/** A way to put something before services. */
export interface FrontKind {
  readonly name: string;
  /** How long a service has to say that it is not serving, in ms, before it takes no more calls, to be missed by nobody. */
  readonly notServingFor: number;
  /** Whether calls go by way of a process of its own. */
  readonly viaProxy: boolean;
  /** Whether it sends again, by itself, what a service may have got. */
  readonly sendsAgain: boolean;
  /** Whether it loses calls, where clients do not make them again, that it sent to a service as that closed the connection. */
  readonly losesUnheard: boolean;
  start(services: readonly Service[], options?: FrontOptions): Promise<Front>;
}

export interface FrontOptions {
  /** Whether calls that failed as `UNAVAILABLE` are made again. */
  readonly retries?: boolean;
  /** How long a call may take at most, such as `20s`, as what stands between has it for its routes. */
  readonly longest?: string;
  /** Whether what stands between keeps the limits that it has by itself. */
  readonly own?: boolean;
}
