import type { Context } from 'mdctx/context';
import type { MD } from 'mdctx/metadata';
import type { Command, Seen } from '../service/command';

/** What came back of a unary call. */
export interface Answer {
  readonly seen: Seen;
  readonly header: MD;
  readonly trailer: MD;
}

/** What came back of a call that waited for its header before it sent anything. */
interface Early {
  readonly header: MD;
  /** The bodies of the responses: those of the requests. */
  readonly bodies: readonly string[];
  readonly trailer: MD;
}

/** A client of the fleet's service, of whatever runtime. */
export interface FleetClient {
  /** Makes a unary call. `trailer` is filled if it fails, too. */
  unary(ctx: Context, command: Command, trailer?: MD): Promise<Answer>;
  /** Opens a stream both ways, and sends `bodies` once the header has come. */
  early(ctx: Context, bodies: readonly string[]): Promise<Early>;
  close(): void;
}
