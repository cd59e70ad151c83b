import { type Context, current } from '../context';
import { isContext } from '../context/internal';
import type { CallOption } from '../grpc';

/** What a method of a client was called with. */
export interface Called {
  readonly ctx: Context;
  readonly req: unknown;
  readonly opts: readonly CallOption[];
}

/**
 * Returns what the arguments of the method `name` are, of which the first may be left out.
 *
 * @throws TypeError if an option is none.
 */
export function called(name: string, hasRequest: boolean, args: readonly unknown[]): Called {
  const [first, ...rest] = args;
  const hasContext = isContext(first) || (first === undefined && args.length > 0);
  const ctx = isContext(first) ? first : current();
  const own = hasContext ? rest : args;
  const opts = hasRequest ? own.slice(1) : own;
  for (const opt of opts) if (!isOption(opt)) throw new TypeError(`stub: ${name}: ${badOption(opt)}`);
  return { ctx, req: hasRequest ? own[0] : undefined, opts: opts.filter(isOption) };
}

function badOption(x: unknown): string {
  return `an option must be made by Header, Trailer, Peer or OnFinish: got ${x === null ? 'null' : typeof x}`;
}

const kinds: readonly unknown[] = ['header', 'trailer', 'peer', 'onFinish'] satisfies CallOption['kind'][];

function isOption(x: unknown): x is CallOption {
  return typeof x === 'object' && x !== null && 'kind' in x && kinds.includes(x.kind);
}
