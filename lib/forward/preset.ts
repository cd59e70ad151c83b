import type { Init, MD } from '../metadata';

/**
 * A rule for keys that belong together and are looked at before they are forwarded. They are forwarded together too:
 * if the caller has set one of them for the call, none is.
 */
export interface Preset {
  /** Names the preset in the reasons of `explain`. */
  readonly name: string;
  /** The names of the keys, in full. */
  readonly keys: readonly string[];
  /**
   * Returns what is forwarded. `incoming` has what came in under the keys, and nothing else; what is returned under
   * other keys is not forwarded.
   */
  select(incoming: MD): Init;
}
