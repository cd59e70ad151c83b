// A user's file: package.spec.ts type-checks it against the packed package, as CommonJS, as ESM and for a bundler.
import {
  background,
  context,
  MD,
  type metadata,
  type peer,
  run,
  sendHeader,
  setHeader,
  setTrailer,
} from 'mdctx';
import { type Context, type Key, key, withTimeout, withValue } from 'mdctx/context';
import { method, type ServerTransportStream } from 'mdctx/grpc';
import { fromIncomingContext, Pairs, valueFromIncomingContext } from 'mdctx/metadata';
import { fromContext, Peer } from 'mdctx/peer';

const user: Key<{ id: number }> = key<{ id: number }>('user');

export function whoami(ctx: Context = context.current()): string {
  const id: number | undefined = ctx.value(user)?.id;
  const ids: string[] | undefined = valueFromIncomingContext(ctx, 'x-request-id');
  const same: string[] | undefined = valueFromIncomingContext('x-request-id');
  const addr: string | undefined = fromContext(ctx)?.addr?.toString();
  setHeader(Pairs('k', 'v'));
  sendHeader(ctx, Pairs('k-bin', Uint8Array.of(1)));
  setTrailer(ctx, new MD([['k', ['v1', 'v2']]]));
  return [id, ids, same, addr, method(ctx)].join();
}

const [ctx, cancel] = withTimeout(withValue(background(), user, { id: 1 }), 1000);
const md: metadata.MD | undefined = run(ctx, () => fromIncomingContext());
const bytes: Uint8Array[] | undefined = md?.bytes('k-bin');
const stream: ServerTransportStream | undefined = undefined;
const remote: peer.Peer = new Peer();
cancel();

// @ts-expect-error a key gives values of its own type only
const wrong: string | undefined = ctx.value(user);

export const all = {
  bytes,
  stream,
  remote,
  wrong,
  deadline: ctx.deadline?.getTime(),
  err: ctx.err()?.message,
};
