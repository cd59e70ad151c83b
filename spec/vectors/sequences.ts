import fc from 'fast-check';
import type { Op } from './op';

const keys = [
  'a',
  'A',
  'k1',
  'K1',
  'other-Key',
  'x-bin',
  'X-Bin',
  '',
  'authorization',
  'grpc-encoding',
  'Content-Type',
];

/** What an operation is made of, before it is known which earlier results there are. */
interface Raw {
  readonly kind: number;
  readonly a: number;
  readonly b: number;
  readonly key: string;
  readonly values: readonly string[];
  readonly kv: readonly string[];
  readonly odd: boolean;
  readonly text: string;
  readonly ms: number;
}

const key = fc.constantFrom(...keys);
const byte = fc.integer({ min: 0, max: 255 }).map((n) => String.fromCharCode(n));
const bytes = fc.array(byte, { maxLength: 6 }).map((list) => list.join(''));
const value = fc.oneof(fc.constantFrom('v1', 'v2', '', ' x ', 'a, b'), bytes);
const raw: fc.Arbitrary<Raw> = fc.record({
  kind: fc.nat(),
  a: fc.nat(),
  b: fc.nat(),
  key,
  values: fc.array(value, { maxLength: 3 }),
  kv: fc.array(fc.tuple(key, value), { maxLength: 4 }).map((pairs) => pairs.flat()),
  odd: fc.integer({ min: 0, max: 19 }).map((n) => n === 0),
  text: fc.constantFrom('', 'cause 1', 'cause 2'),
  ms: fc.constantFrom(-3600e3, -1e3, 0, 1000e3, 2000e3, 3000e3, 4e9, 3e11),
});

/** Counts the results that the operations so far have made, and tells which metadata must no longer change. */
class Shape {
  mds = 1;
  lists = 0;
  ctxs = 2;
  fns = 0;
  readonly frozen = new Set<number>();
  readonly ops: Op[] = [{ op: 'Pairs', kv: [] }, { op: 'Background' }, { op: 'TODO' }];

  /** A number of metadata that no context holds: Go forbids to change one that a context holds. */
  free(n: number): number | undefined {
    const free = Array.from({ length: this.mds }, (_, i) => i).filter((i) => !this.frozen.has(i));
    return free[n % Math.max(free.length, 1)];
  }
}

type Make = (shape: Shape, raw: Raw) => Op[];

const onMD: readonly Make[] = [
  (s, r) => made(s, 'mds', { op: 'Pairs', kv: r.odd ? [...r.kv, 'odd'] : r.kv }),
  (s, r) => made(s, 'mds', { op: 'New', init: Object.fromEntries(pairsOf(r.kv).map(([k, v]) => [k, [v]])) }),
  (s, r) => made(s, 'mds', { op: 'Join', mds: [r.a % s.mds, r.b % s.mds] }),
  (s, r) => made(s, 'mds', { op: 'Copy', md: r.a % s.mds }),
  (s, r) => changed(s, r, (md) => ({ op: 'Set', md, key: r.key, kv: r.values })),
  (s, r) => changed(s, r, (md) => ({ op: 'Append', md, key: r.key, kv: r.values })),
  (s, r) => changed(s, r, (md) => ({ op: 'Delete', md, key: r.key })),
  (s, r) => poked(s, s.free(r.a), (md) => ({ op: 'Get', md, key: r.key })),
  (s, r) => [{ op: 'Len', md: r.a % s.mds }],
  (s, r) => [{ op: 'String', md: r.a % s.mds }],
  (s, r) => [{ op: 'Show', md: r.a % s.mds }],
];

const onCarriage: readonly Make[] = [
  (s, r) => held(s, r, 'NewIncomingContext'),
  (s, r) => held(s, r, 'NewOutgoingContext'),
  (s, r) =>
    made(s, 'ctxs', {
      op: 'AppendToOutgoingContext',
      ctx: r.a % s.ctxs,
      kv: r.odd ? [...r.kv, 'odd'] : r.kv,
    }),
  (s, r) => made(s, 'mds', { op: 'FromIncomingContext', ctx: r.a % s.ctxs }),
  (s, r) => made(s, 'mds', { op: 'FromOutgoingContext', ctx: r.a % s.ctxs }),
  (s, r) => poked(s, r.a % s.ctxs, (ctx) => ({ op: 'ValueFromIncomingContext', ctx, key: r.key })),
  (s, r) => poked(s, r.a % s.ctxs, (ctx) => ({ op: 'ValueFromOutgoingContext', ctx, key: r.key })),
];

const onContext: readonly Make[] = [
  (s, r) => made(s, 'ctxs', { op: 'WithValue', ctx: r.a % s.ctxs, key: r.key, text: r.text }),
  (s, r) => made(s, 'ctxs', { op: 'WithCancel', ctx: r.a % s.ctxs }),
  (s, r) => made(s, 'ctxs', { op: 'WithCancelCause', ctx: r.a % s.ctxs }),
  (s, r) => made(s, 'ctxs', { op: 'WithDeadline', ctx: r.a % s.ctxs, ms: r.ms }),
  (s, r) => made(s, 'ctxs', { op: 'WithTimeout', ctx: r.a % s.ctxs, ms: timeout(s, r) }),
  (s, r) => made(s, 'ctxs', { op: 'WithDeadlineCause', ctx: r.a % s.ctxs, ms: r.ms, text: r.text }),
  (s, r) => made(s, 'ctxs', { op: 'WithTimeoutCause', ctx: r.a % s.ctxs, ms: timeout(s, r), text: r.text }),
  (s, r) => made(s, 'ctxs', { op: 'WithoutCancel', ctx: r.a % s.ctxs }),
  (s, r) => [{ op: 'Cancel', ctx: r.a % s.ctxs, text: r.text }],
  (s, r) => [{ op: 'Value', ctx: r.a % s.ctxs, key: r.key }],
  (s, r) => [{ op: 'Err', ctx: r.a % s.ctxs }],
  (s, r) => [{ op: 'Cause', ctx: r.a % s.ctxs }],
  (s, r) => [{ op: 'Deadline', ctx: r.a % s.ctxs }],
  (s, r) => [{ op: 'CtxString', ctx: r.a % s.ctxs }],
  (s, r) => made(s, 'fns', { op: 'AfterFunc', ctx: r.a % s.ctxs }),
  (s, r) => (s.fns === 0 ? [] : [{ op: 'Stop', fn: r.a % s.fns }]),
  (s, r) => (s.fns === 0 ? [] : [{ op: 'Ran', fn: r.a % s.fns }]),
];

/** Sequences of operations on metadata alone. */
export const metadataOps = sequences(onMD);
/** Sequences of operations on metadata and on the contexts that carry it. */
export const carriageOps = sequences([...onMD.slice(0, 6), ...onCarriage, ...onCarriage]);
/** Sequences of operations on contexts. */
export const contextOps = sequences(onContext);

function sequences(kinds: readonly Make[]): fc.Arbitrary<Op[]> {
  return fc.array(raw, { minLength: 1, maxLength: 30 }).map((raws) => {
    const shape = new Shape();
    for (const r of raws) shape.ops.push(...(kinds[r.kind % kinds.length]?.(shape, r) ?? []));
    return shape.ops;
  });
}

function made(shape: Shape, what: 'mds' | 'ctxs' | 'fns', op: Op): Op[] {
  shape[what]++;
  return [op];
}

/** A timeout that no two operations of a sequence share: Go's clock tells two times apart where a Date does not. */
function timeout(shape: Shape, r: Raw): number {
  return r.ms <= 0 ? r.ms - shape.ops.length * 60e3 : r.ms + shape.ops.length * 60e3;
}

function changed(shape: Shape, r: Raw, op: (md: number) => Op): Op[] {
  const md = shape.free(r.a);
  return md === undefined ? [] : [op(md)];
}

/** Reads a list and at once overwrites what it holds, which shows what else holds it. */
function poked(shape: Shape, n: number | undefined, op: (n: number) => Op): Op[] {
  return n === undefined ? [] : [op(n), { op: 'Poke', list: shape.lists++, text: 'poked' }];
}

function held(shape: Shape, r: Raw, op: 'NewIncomingContext' | 'NewOutgoingContext'): Op[] {
  const md = r.b % shape.mds;
  shape.frozen.add(md);
  return made(shape, 'ctxs', { op, ctx: r.a % shape.ctxs, md });
}

function pairsOf(kv: readonly string[]): [string, string][] {
  return Array.from({ length: kv.length / 2 }, (_, i) => [kv[2 * i] ?? '', kv[2 * i + 1] ?? '']);
}
