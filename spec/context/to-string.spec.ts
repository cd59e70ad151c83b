import { deepStrictEqual } from 'node:assert';
import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { inspect } from 'node:util';
import {
  background,
  type Context,
  key,
  todo,
  withCancel,
  withCancelCause,
  withDeadline,
  withoutCancel,
  withSignal,
  withTimeout,
  withValue,
} from '../../lib/context';
import { ForeignContext } from '../support/foreign-context';
import { fakeTime, pass } from '../support/time';
import { thrownBy } from '../support/wrong';

fakeTime();

const token = key<string>('token');
const bg = background();

const table: [string, () => Context, string][] = [
  ['background', () => bg, 'context.Background'],
  ['todo', () => todo(), 'context.TODO'],
  ['withValue', () => withValue(bg, token, 'SECRET'), 'context.Background.WithValue(token)'],
  ['withCancel', () => withCancel(bg)[0], 'context.Background.WithCancel'],
  ['withCancelCause', () => withCancelCause(todo())[0], 'context.TODO.WithCancel'],
  ['withoutCancel', () => withoutCancel(withCancel(bg)[0]), 'context.Background.WithCancel.WithoutCancel'],
  ['withSignal', () => withSignal(bg, AbortSignal.abort()), 'context.Background.WithSignal'],
  [
    'withDeadline',
    () => withDeadline(bg, new Date(Date.now() + 1500))[0],
    'context.Background.WithDeadline(2026-01-01T00:00:01.500Z [1.5s])',
  ],
  [
    'withTimeout that has passed',
    () => withTimeout(bg, -2000)[0],
    'context.Background.WithDeadline(2025-12-31T23:59:58.000Z [-2s])',
  ],
  [
    'withDeadline later than that of the parent',
    () => withTimeout(withTimeout(bg, 1000)[0], 2000)[0],
    'context.Background.WithDeadline(2026-01-01T00:00:01.000Z [1s]).WithCancel',
  ],
  [
    'a context of the user',
    () => withValue(new ForeignContext('SECRET'), token, 'SECRET'),
    'foreign.Context.WithValue(token)',
  ],
];

describe('Context.toString()', () => {
  it.each(table)('tells how a context was derived: %s', (_, make, text) => {
    expect(String(make())).toBe(text);
  });

  it('tells how much time is left when it is asked', () => {
    const [ctx] = withTimeout(bg, 1500);
    pass(1000);
    expect(String(ctx)).toBe('context.Background.WithDeadline(2026-01-01T00:00:01.500Z [0.5s])');
  });

  it('tells the longest chain', () => {
    let ctx: Context = bg;
    for (let i = 0; i < 20_000; i++) ctx = withValue(ctx, token, 'SECRET');
    expect(String(ctx)).toHaveLength('context.Background'.length + 20_000 * '.WithValue(token)'.length);
  });
});

/** Returns what `print` prints. */
function printedBy(print: (console: Console) => void): string {
  const chunks: string[] = [];
  const stdout = new Writable({
    write(chunk, _, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  print(new Console({ stdout }));
  return chunks.join('');
}

function messageOf(f: () => void): string {
  return inspect(thrownBy(f), { depth: null });
}

describe('printing a context', () => {
  const ctx = withCancel(withValue(withTimeout(withValue(bg, token, 'SECRET'), 1e6)[0], token, 'SECRET'))[0];
  const ways: [string, (x: unknown) => string][] = [
    ['String', (x) => String(x)],
    ['a template', (x) => `${x}`],
    ['JSON.stringify', (x) => JSON.stringify(x)],
    ['JSON.stringify of what holds it', (x) => JSON.stringify({ ctx: [x] })],
    ['inspect', (x) => inspect(x)],
    ['inspect to the bottom', (x) => inspect(x, { depth: null })],
    [
      'inspect with what is hidden',
      (x) => inspect({ x }, { depth: null, showHidden: true, showProxy: true }),
    ],
    ['inspect without what it prints itself', (x) => inspect({ x }, { depth: null, customInspect: false })],
    ['console.dir', (x) => printedBy((console) => console.dir(x))],
    ['console.table', (x) => printedBy((console) => console.table([x, { x }]))],
    ['console.log', (x) => printedBy((console) => console.log('%o %O %j %s', x, x, x, x))],
    ['assert.deepStrictEqual', (x) => messageOf(() => deepStrictEqual({ x, n: 1 }, { x, n: 2 }))],
    [
      'assert.deepStrictEqual of two',
      (x) => messageOf(() => deepStrictEqual([x], [withValue(bg, token, 'n')])),
    ],
    ["jest's toEqual", (x) => messageOf(() => expect({ x, n: 1 }).toEqual({ x: null, n: 2 }))],
    ["jest's toBe", (x) => messageOf(() => expect(x).toBe(withValue(bg, token, 'n')))],
    ['a copy of its fields', (x) => inspect({ ...(x as object), end: 'the end' }, { depth: null })],
    [
      'the names of its fields',
      (x) => inspect([Object.getOwnPropertyDescriptors(x), Reflect.ownKeys(x as object)]),
    ],
    ['its copy', (x) => inspect(structuredClone(x), { depth: null, customInspect: false }).padEnd(20)],
    ['its signal', (x) => inspect((x as Context).signal, { depth: null, showHidden: true })],
  ];

  it.each(ways)('shows no value: %s', (_, print) => {
    const printed = print(ctx);
    expect(printed).not.toBe('');
    expect(printed).not.toContain('SECRET');
  });
});
