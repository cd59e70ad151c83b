import { type Context, run } from '../../context';
import {
  callContained,
  containRejection,
  errorText,
  holdsOptions,
  isContext,
  isError,
  kindOf,
  wrongType,
} from '../../context/internal';
import type { MD } from '../../metadata';
import type { Peer } from '../../peer';
import { type CallOption, fillable, isCallOption, validateTargetMD, validateTargetPeer } from './call-option';
import type { ClientTransport, ReceivedFields, ResponseOption } from './transport';

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
  /** Go's call options for which the runtime has no name: `[WaitForReady(true), PerRPCCredentials(creds)]`. */
  opts?: readonly CallOption[] | undefined;
  /** A context is not options: `{ ctx }` is. */
  err?: never;
}

const none: readonly CallOption[] = [];

/** Misspellings of our names. */
const mistaken: ReadonlyMap<string, string> = new Map([
  ['context', 'ctx'],
  ['headers', 'header'],
  ['trailers', 'trailer'],
]);

/**
 * Returns what the options of a call ask for of its response. `where` begins the text of an error.
 *
 * @throws TypeError if `options` is a context, or a value has the wrong type.
 */
export function responseOptions(where: string, options: ContextOptions): readonly CallOption[] {
  mustBeCallOptions(where, options);
  const { ctx, header, trailer, peer } = options;
  for (const word of mistaken.keys()) if (word in options) validateMistaken(where, word, options);
  if (ctx !== undefined && !isContext(ctx)) {
    throw wrongType(`${where}: ctx`, 'a Context', ctx);
  }
  const own = options.opts === undefined ? none : validOpts(where, options.opts);
  if (header === undefined && trailer === undefined && peer === undefined) return own;
  const opts: CallOption[] = [...own];
  if (header !== undefined)
    opts.push({ kind: 'header', md: fillable(`${where}: header`, header, validateTargetMD) });
  if (trailer !== undefined)
    opts.push({ kind: 'trailer', md: fillable(`${where}: trailer`, trailer, validateTargetMD) });
  if (peer !== undefined)
    opts.push({ kind: 'peer', peer: fillable(`${where}: peer`, peer, validateTargetPeer) });
  return opts;
}

/** @throws TypeError if `options` cannot be the options of a call. `where` begins the text. */
export function mustBeCallOptions(where: string, options: object): void {
  if (holdsOptions(options)) return;
  const remedy = isContext(options) ? ': write { ctx }' : '';
  throw new TypeError(`${where}: options must be an object: got ${kindOf(options)}${remedy}`);
}

/** @throws TypeError if `opts` is not a list of options, as functions such as `WaitForReady` make them. */
function validOpts(where: string, opts: unknown): readonly CallOption[] {
  if (Array.isArray(opts) && opts.every(isCallOption)) return opts;
  throw new TypeError(
    `${where}: opts must be a list of options as WaitForReady returns one: got ${Array.isArray(opts) ? 'another list' : kindOf(opts)}`,
  );
}

/** An option of this name may be that of a middleware; with a value of ours it was meant for us. */
function validateMistaken(where: string, word: string, options: ContextOptions): void {
  const value: unknown = Object.entries(options).find(([key]) => key === word)?.[1];
  if (!isContext(value) && validateTargetMD(value) !== undefined) return;
  throw new TypeError(`${where}: options must have no "${word}": got one: write "${mistaken.get(word)}"`);
}

/** Tells the options the header; without one, what they want filled is emptied. What a callback throws is thrown. */
export function fillHeader(opts: readonly ResponseOption[], header: ReceivedFields | undefined): void {
  for (const option of opts) {
    if (option.kind === 'header') fill(option.md, header);
    else if (option.kind === 'onHeader' && header !== undefined)
      containRejection('grpc: onHeader', option.f(header));
  }
}

/** Tells the options the trailer, and the server that `transport` knows, when the call has ended. */
export function fillRest(
  opts: readonly ResponseOption[],
  trailer: ReceivedFields | undefined,
  transport: Pick<ClientTransport, 'peer'>,
): void {
  for (const option of opts) {
    if (option.kind === 'trailer') fill(option.md, trailer);
    else if (option.kind === 'onTrailer') callContained('grpc: onTrailer', option.f, trailer);
    else if (option.kind === 'peer') callContained('grpc: peer', fillPeer, option.peer, transport);
  }
}

function fillPeer(peer: Peer, transport: Pick<ClientTransport, 'peer'>): void {
  Object.assign(peer, transport.peer());
}

/** Calls what the options want called when the call has ended, in the context of the call. */
export function callOnFinish(opts: readonly ResponseOption[], ctx: Context, error: () => unknown): void {
  for (const option of opts) {
    if (option.kind === 'onFinish') callContained('grpc: OnFinish', finish, option.f, ctx, error);
  }
}

function finish(f: (error: Error | undefined) => unknown, ctx: Context, error: () => unknown): unknown {
  return run(ctx, f, asError(error()));
}

function asError(error: unknown): Error | undefined {
  return error === undefined || isError(error) ? error : new Error(errorText(error));
}

function fill(md: MD, fields: ReceivedFields | undefined): void {
  md.clear();
  fields?.copyTo(md);
}
