import { type Context, current } from '../context';
import { isContext } from '../context/internal';
import type { CallOption } from '../grpc';
import { isCallOption } from '../grpc/internal';

/** What a method of a client was called with. */
export interface Called {
  readonly ctx: Context;
  /** Whether `ctx` is the current one, since none was given. */
  readonly isCurrent: boolean;
  readonly req: unknown;
  readonly opts: readonly CallOption[];
}

/**
 * Returns what the arguments of the method `name` are, of which the first may be left out.
 *
 * @throws TypeError if the request is missing, or an option is not one.
 */
export function called(name: string, hasRequest: boolean, args: readonly unknown[]): Called {
  const [first, ...rest] = args;
  const isGiven = isContext(first);
  const own = isGiven || (first === undefined && args.length > 0) ? rest : args;
  const opts = hasRequest ? own.slice(1) : own;
  if (hasRequest && own.length === 0) throw new TypeError(`stub: ${name}: a request must be given: got none`);
  for (const opt of opts) if (!isCallOption(opt)) throw new TypeError(`stub: ${name}: ${badOption(opt)}`);
  return {
    ctx: isGiven ? first : current(),
    isCurrent: !isGiven,
    req: hasRequest ? own[0] : undefined,
    opts: opts.filter(isCallOption),
  };
}

function badOption(x: unknown): string {
  const got = x === null ? 'null' : typeof x;
  return `an option must be made by a function such as Header, or extend EmptyCallOption: got ${got}`;
}
