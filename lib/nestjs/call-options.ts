import { type Context, current, key, withValue } from '../context';
import { isContext } from '../context/internal';
import type { CallOption, StreamClientInterceptor, UnaryClientInterceptor } from '../grpc';

const optionsKey = key<readonly CallOption[]>('nestjs.callOptions');

/**
 * Returns a context derived from `ctx` with `opts` for the calls that are made with it by clients of Nest, which take no options
 * themselves: `inContext(withCallOptions(ctx, Header(header), Trailer(trailer)), () => service.talk(words$))`. They come after
 * those that `ctx` has. A context is for one call then, as a second one fills them anew.
 *
 * @throws TypeError if `ctx` is not a context.
 */
export function withCallOptions(ctx: Context | undefined, ...opts: readonly CallOption[]): Context;
export function withCallOptions(...opts: readonly CallOption[]): Context;
export function withCallOptions(...args: ReadonlyArray<Context | CallOption | undefined>): Context {
  const [first] = args;
  const ctx = isContext(first) ? first : current();
  const added = args.filter((option): option is CallOption => option !== undefined && !isContext(option));
  if (added.length === 0) return ctx;
  return withValue(ctx, optionsKey, [...(ctx.value(optionsKey) ?? []), ...added]);
}

/** Gives a unary call the options of its context. */
export const unaryOptions: UnaryClientInterceptor = (ctx, method, req, invoker, opts) =>
  invoker(ctx, method, req, optionsOf(ctx, opts));

/** Gives a streaming call the options of its context. */
export const streamOptions: StreamClientInterceptor = (ctx, desc, method, streamer, opts) =>
  streamer(ctx, desc, method, optionsOf(ctx, opts));

function optionsOf(ctx: Context, own: readonly CallOption[]): readonly CallOption[] {
  const added = ctx.value(optionsKey);
  return added === undefined ? own : [...own, ...added];
}
