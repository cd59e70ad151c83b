import type { Context } from '../../context';
import { isContext } from '../../context/internal';
import type { MD } from '../../metadata';
import type { Peer } from '../../peer';
import { type CallOption, faultOfMD, faultOfPeer, fillable } from './call-option';

/** Per-call options that mdctx adds to the runtime's. */
export interface ContextOptions {
  /** The context of the call; the current one if it is left out. */
  ctx?: Context | undefined;
  /** Filled with the header of the response, in place of what it held, when that arrives. */
  header?: MD | undefined;
  /** Filled with the trailer of the response, in place of what it held, when the call ends. */
  trailer?: MD | undefined;
  /** Filled with what is known of the server, when the call ends. */
  peer?: Peer | undefined;
  /** A context is not options: `{ ctx }` is. */
  err?: never;
}

const none: readonly CallOption[] = [];

/** The words that ours are mistaken for. */
const mistaken: ReadonlyMap<string, string> = new Map([
  ['context', 'ctx'],
  ['headers', 'header'],
  ['trailers', 'trailer'],
]);

/**
 * Returns what the options of a call ask for of its response. `where` begins the text of an error.
 *
 * @throws TypeError if `options` is a context, or a value is not what its word asks for.
 */
export function responseOptions(where: string, options: ContextOptions): readonly CallOption[] {
  if (isContext(options)) {
    throw new TypeError(`${where}: options must be an object: got a Context: write { ctx }`);
  }
  const { ctx, header, trailer, peer } = options;
  for (const word of mistaken.keys()) if (word in options) validateMistaken(where, word, options);
  if (ctx !== undefined && !isContext(ctx)) {
    throw new TypeError(`${where}: ctx must be a Context: got ${ctx === null ? 'null' : typeof ctx}`);
  }
  if (header === undefined && trailer === undefined && peer === undefined) return none;
  const opts: CallOption[] = [];
  if (header !== undefined)
    opts.push({ kind: 'header', md: fillable(`${where}: header`, header, faultOfMD) });
  if (trailer !== undefined)
    opts.push({ kind: 'trailer', md: fillable(`${where}: trailer`, trailer, faultOfMD) });
  if (peer !== undefined) opts.push({ kind: 'peer', peer: fillable(`${where}: peer`, peer, faultOfPeer) });
  return opts;
}

/** An option of this word may be that of a middleware; with a value of ours it was meant for us. */
function validateMistaken(where: string, word: string, options: ContextOptions): void {
  const value: unknown = Object.entries(options).find(([key]) => key === word)?.[1];
  if (!isContext(value) && faultOfMD(value) !== undefined) return;
  throw new TypeError(`${where}: options must have no "${word}": got one: write "${mistaken.get(word)}"`);
}
