import type { Stage } from './stage';

/** The implementations of mdctx that the table has a column for. */
export const columns = ['nice-grpc', 'grpc-js', 'Connect'] as const;
export type Column = (typeof columns)[number];

/**
 * One of the numbered cases of parity. What `play` returns is what was observed: the same of grpc-go and of mdctx, or
 * the case says why not.
 */
export interface Case {
  readonly id: string;
  readonly title: string;
  /**
   * What is under test: a `call` between both sides, tried in each direction too; the `server` alone, called by a raw
   * client; the `client` alone, answered by a raw server; or what needs no call.
   */
  readonly role: 'call' | 'server' | 'client' | 'unit';
  play(stage: Stage): Promise<unknown>;
  /** Why mdctx differs on purpose, on both runtimes or on one. */
  readonly differs?: string | Partial<Readonly<Record<Column, string>>>;
  /** Why the case does not apply to mdctx; grpc-go's behaviour is shown all the same. */
  readonly notApplicable?: string | Partial<Readonly<Record<Column, string>>>;
}

/** Returns reasons for the runtimes on grpc-js, and one for Connect. */
export function reasons(onGrpcJs: string, onConnect: string): Readonly<Record<Column, string>> {
  return { 'nice-grpc': onGrpcJs, 'grpc-js': onGrpcJs, Connect: onConnect };
}

/** Returns the reason for that column. */
export function reasonFor(
  reason: string | Partial<Readonly<Record<Column, string>>> | undefined,
  column: Column,
): string | undefined {
  return typeof reason === 'object' ? reason[column] : reason;
}

/** A case of calls, tried in each direction. */
export function call(id: string, title: string, play: Case['play'], notes: Partial<Case> = {}): Case {
  return { id, title, role: 'call', play, ...notes };
}

/** A case of the server alone. */
export function onServer(id: string, title: string, play: Case['play'], notes: Partial<Case> = {}): Case {
  return { id, title, role: 'server', play, ...notes };
}

/** A case of the client alone. */
export function onClient(id: string, title: string, play: Case['play'], notes: Partial<Case> = {}): Case {
  return { id, title, role: 'client', play, ...notes };
}

/** A case that needs no call. */
export function unit(id: string, title: string, play: Case['play'], notes: Partial<Case> = {}): Case {
  return { id, title, role: 'unit', play, ...notes };
}
