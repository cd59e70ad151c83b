import type { ChannelOptions } from '../client/engines';
import type { Service } from '../support/service';

/** What stands before services: a target for clients, behind which calls are spread over them. */
export interface Front {
  readonly target: string;
  /** Options that a channel to it needs. */
  readonly options: ChannelOptions;
  /** Adds or removes services, where that can be done while calls run. */
  set?(services: readonly Service[]): Promise<void>;
  /** Says that a service is about to go, where somebody has to, and waits until that is known. */
  stop(): Promise<void>;
}

/** A way to put something before services. */
export interface FrontKind {
  readonly name: string;
  /** How long a service has to say that it is not serving, in ms, before it takes no more calls, to be missed by nobody. */
  readonly notServingFor: number;
  /** Whether it makes calls again by itself, in addition to what clients do. */
  readonly triesAgain: boolean;
  /** Whether it loses calls of which a service never heard while that is ended in order. */
  readonly losesUnheard: boolean;
  start(services: readonly Service[], options?: FrontOptions): Promise<Front>;
}

export interface FrontOptions {
  /** Whether calls that failed as `UNAVAILABLE` are made again. */
  readonly retries?: boolean;
  /** Whether what stands between keeps the limits that it has by itself. */
  readonly own?: boolean;
}
