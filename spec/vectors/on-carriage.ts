import * as metadata from '../../lib/metadata';
import { lists } from './lists';
import type { Op } from './op';
import type { State } from './state';

/** Does an operation on the metadata of a context. Returns `undefined` if `op` is none. */
export function onCarriage(all: State, op: Op): unknown {
  switch (op.op) {
    case 'NewIncomingContext':
      all.ctxs.push({ ctx: metadata.newIncomingContext(all.ctx(op.ctx), mdOf(all, op.md)) });
      return null;
    case 'NewOutgoingContext':
      all.ctxs.push({ ctx: metadata.newOutgoingContext(all.ctx(op.ctx), mdOf(all, op.md)) });
      return null;
    case 'AppendToOutgoingContext':
      all.ctxs.push({ ctx: metadata.appendToOutgoingContext(all.ctx(op.ctx), ...op.kv) });
      return null;
    case 'FromIncomingContext':
      return carried(all, metadata.fromIncomingContext(all.ctx(op.ctx)));
    case 'FromOutgoingContext':
      return carried(all, metadata.fromOutgoingContext(all.ctx(op.ctx)));
    case 'ValueFromIncomingContext':
      return listed(all, metadata.valueFromIncomingContext(all.ctx(op.ctx), op.key));
    case 'ValueFromOutgoingContext':
      return listed(all, metadata.valueFromOutgoingContext(all.ctx(op.ctx), op.key));
    default:
      return undefined;
  }
}

function carried(all: State, md: metadata.MD | undefined): unknown {
  all.mds.push(md ?? new metadata.MD());
  return { md: md ? lists(md) : null, ok: md !== undefined };
}

function listed(all: State, values: string[] | undefined): unknown {
  all.lists.push(values ?? []);
  return values ? [...values] : null;
}

function mdOf(all: State, n: number): metadata.MD | undefined {
  return n === -1 ? undefined : all.md(n);
}
