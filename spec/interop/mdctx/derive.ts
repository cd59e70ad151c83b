import * as context from '../../../lib/context';
import { newContextWithServerTransportStream } from '../../../lib/grpc';
import * as metadata from '../../../lib/metadata';
import * as peer from '../../../lib/peer';
import type { Derive } from '../support/script';
import { fake } from './fake';
import { spelled } from './words';

const keys = new Map<string, context.Key<string>>();

/** Returns the key of that name, the same at each call. */
export function keyOf(name: string): context.Key<string> {
  const key = keys.get(name) ?? context.key<string>(name);
  keys.set(name, key);
  return key;
}

/** The functions that end contexts, by label. */
export type Cancels = Map<string, () => void>;

/** Returns the context that `ops` make from `ctx`. */
export function derive(ctx: context.Context, ops: readonly Derive[], cancels: Cancels): context.Context {
  return ops.reduce((from, op) => step(from, op, cancels), ctx);
}

function step(ctx: context.Context, op: Derive, cancels: Cancels): context.Context {
  switch (op.do) {
    case 'background':
      return context.background();
    case 'newIncoming':
      return metadata.newIncomingContext(ctx, spelled(op));
    case 'newOutgoing':
      return metadata.newOutgoingContext(ctx, spelled(op));
    case 'append':
      return metadata.appendToOutgoingContext(ctx, ...op.pairs);
    case 'forward': {
      const pairs = metadata.valueFromIncomingContext(ctx, op.key)?.flatMap((value) => [op.key, value]);
      return metadata.appendToOutgoingContext(ctx, ...(pairs ?? []));
    }
    case 'fakeStream':
      return newContextWithServerTransportStream(ctx, fake(op.label));
    case 'nilPeer':
      return peer.newContext(ctx, undefined);
    case 'value':
      return context.withValue(ctx, keyOf(op.key), op.text);
    case 'withCancel':
      return kept(context.withCancel(ctx), op.label, cancels);
    case 'cancelled': {
      const [cancelled, cancel] = context.withCancel(ctx);
      cancel();
      return cancelled;
    }
    case 'withTimeout':
      return kept(context.withTimeout(ctx, op.ns / 1e6), op.label ?? '', cancels);
    case 'withoutCancel':
      return context.withoutCancel(ctx);
  }
}

function kept(
  [ctx, cancel]: [context.Context, context.CancelFunc],
  label: string,
  cancels: Cancels,
): context.Context {
  cancels.set(label, cancel);
  return ctx;
}
