import { inspect } from 'node:util';
import type { UnaryServerInterceptor } from '../../lib/grpc';
import { Join, MD, New, Pairs } from '../../lib/metadata';
import { newServer, UnaryInterceptor } from '../../lib/stub';
import { lists } from './lists';
import type { Op } from './op';
import { member, type State } from './state';

/** Does an operation on an MD. Returns `undefined` if `op` is none; `null` if it has no result. */
export function onMD(all: State, op: Op): unknown {
  switch (op.op) {
    case 'New': {
      const md = New(op.init);
      for (const values of md.values()) values.sort(); // which of two keys comes first is chance in Go
      all.mds.push(md);
      return lists(md);
    }
    case 'Literal': {
      const md = new MD(Object.entries(op.init));
      all.mds.push(md);
      return lists(md);
    }
    case 'SecondInterceptor': {
      const pass: UnaryServerInterceptor = (ctx, req, _info, next) => next(ctx, req);
      newServer(UnaryInterceptor(pass), UnaryInterceptor(pass));
      return null;
    }
    case 'Pairs': {
      const md = Pairs(...op.kv);
      all.mds.push(md);
      return lists(md);
    }
    case 'Join': {
      const md = Join(...op.mds.map((n) => all.md(n)));
      all.mds.push(md);
      return lists(md);
    }
    case 'Copy': {
      const md = all.md(op.md).copy();
      all.mds.push(md);
      return lists(md);
    }
    case 'Get': {
      const values = all.md(op.md).get(op.key);
      all.lists.push(values ?? []);
      return values ? [...values] : null;
    }
    case 'Set':
      all.md(op.md).set(op.key, ...op.kv);
      return null;
    case 'Append':
      all.md(op.md).append(op.key, ...op.kv);
      return null;
    case 'Delete':
      all.md(op.md).delete(op.key);
      return null;
    case 'Len':
      return all.md(op.md).size;
    case 'String':
      return String(all.md(op.md));
    case 'Inspect': {
      const md = all.md(op.md);
      return [...new Set([`${md}`, inspect(md), JSON.parse(JSON.stringify({ md })).md])];
    }
    case 'Show':
      return lists(all.md(op.md));
    case 'Poke':
      member(all.lists, op.list).fill(op.text);
      return null;
    default:
      return undefined;
  }
}
