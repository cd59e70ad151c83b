import type { Context } from '../../context';
import type { MD } from '../../metadata';
import type { Peer } from '../../peer';

/** What a caller may say of one call beside what the runtime asks for. */
export interface ContextOptions {
  /** The context of the call; the current one if it is left out. */
  ctx?: Context | undefined;
  /** Filled with the header of the response, in place of what it held, when that arrives. */
  header?: MD | undefined;
  /** Filled with the trailer of the response, in place of what it held, when the call ends. */
  trailer?: MD | undefined;
  /** Filled with what is known of the server, when the call ends. */
  peer?: Peer | undefined;
}
