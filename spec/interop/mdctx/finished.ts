import { type Context, key, withValue } from '../../../lib/context';
import { OnFinish, Trailer, type UnaryClientInterceptor } from '../../../lib/grpc';
import { MD } from '../../../lib/metadata';
import { noted, words } from './words';

const finishedKey = key<unknown[]>('finished');

/** Returns a context whose calls note in `finished` what OnFinish was told. */
export function noting(ctx: Context, finished: unknown[]): Context {
  return withValue(ctx, finishedKey, finished);
}

/** Gives each call the option OnFinish, which notes how the call ended and the trailer that was filled by then. */
export const noteFinish: UnaryClientInterceptor = (ctx, method, req, invoker, opts) => {
  const trailer = new MD();
  const note = OnFinish((error) => ctx.value(finishedKey)?.push(words(error), noted(trailer)));
  return invoker(ctx, method, req, [...opts, Trailer(trailer), note]);
};
