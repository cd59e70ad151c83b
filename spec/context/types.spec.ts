import {
  afterFunc,
  background,
  bind,
  bindIterable,
  type Context,
  cause,
  done,
  type Key,
  key,
  race,
  remaining,
  run,
  sleep,
  withCancel,
  withCancelCause,
  withTimeout,
  withValue,
  wrap,
} from '../../lib/context';
import { type Policy, type Preset, policy, requestId } from '../../lib/forward';
import {
  appendToOutgoingContext,
  firstFromIncomingContext,
  fromIncomingContext,
  type Init,
  Join,
  MD,
  New,
  newOutgoingContext,
  Pairs,
  type Value,
  validate,
  valueFromIncomingContext,
} from '../../lib/metadata';
import { fromContext, newContext, Peer } from '../../lib/peer';
import { manualClock, unredacted, withClock } from '../../lib/testing';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Asks the compiler what type `_` is of: `typeOf(x).is<T>()` compiles for that one alone. */
function typeOf<T>(_: T): { is<U>(...same: Equal<T, U> extends true ? [] : [never]): void } {
  return { is: () => undefined };
}

const count: Key<number> = key<number>('count');
const ctx: Context = background();

/** It is compiled and never run: what the compiler knows of the public functions. */
const compiled: readonly (() => unknown)[] = [
  () => {
    typeOf(ctx.value(count)).is<number | undefined>();
    typeOf(withValue(ctx, count, 1)).is<Context>();
    typeOf(withValue(count, 1)).is<Context>();
    // @ts-expect-error: the key is for numbers
    typeOf(withValue(ctx, count, 'one'));
    // @ts-expect-error: a key of strings is no key of numbers
    const other: Key<string> = count;
    // @ts-expect-error: a context is not changed
    ctx.deadline = new Date();
    return other;
  },
  () => {
    const [child, cancel] = withCancel();
    typeOf(child).is<Context>();
    typeOf(cancel).is<() => void>();
    withCancelCause(ctx)[1]({ any: 'reason' });
    typeOf(cause(child)).is<unknown>();
    // @ts-expect-error: a timeout is in milliseconds
    typeOf(withTimeout(ctx, '1s'));
    // @ts-expect-error: a context comes first
    typeOf(withTimeout(1000, ctx));
    // @ts-expect-error: there is no such member: Done() is signal
    return ctx.done;
  },
  () => {
    typeOf(run(ctx, (a: number, b: number) => a + b, 1, 2)).is<number>();
    // @ts-expect-error: a promise is no function
    run(ctx, Promise.resolve(1));
    typeOf(bind((x: number) => String(x))).is<(x: number) => string>();
    typeOf(bindIterable(ctx, {} as AsyncIterable<number>)).is<AsyncIterable<number>>();
    typeOf(afterFunc(ctx, () => undefined)).is<() => boolean>();
  },
  async () => {
    typeOf(await race(ctx, Promise.resolve('x'))).is<string>();
    typeOf(await done()).is<Error>();
    typeOf(await sleep(10)).is<void>();
    typeOf(remaining()).is<number>();
    wrap(ctx, { value: (key) => (key === count ? 1 : undefined), err: (err) => err });
    // @ts-expect-error: a number of milliseconds
    void sleep(ctx);
  },
  () => {
    const value: Value = Uint8Array.of(1);
    const inits: Init[] = [
      { k: 'v', l: ['v', value] },
      [['k', 'v']],
      new Map([['k', ['v']]]),
      Pairs('k', 'v'),
      new Headers(),
    ];
    for (const init of inits) typeOf(newOutgoingContext(ctx, Join(New(init), new MD(init), init)));
    // @ts-expect-error: a pair is no entry of its own
    New(['authorization', 'token']);
    // @ts-expect-error: a value is text or bytes
    New({ k: 1 });
    // @ts-expect-error: a key and a value are strings
    typeOf(appendToOutgoingContext(ctx, 'k', 1));
    // @ts-expect-error: a context comes first
    typeOf(appendToOutgoingContext('k', 'v', ctx));
    typeOf(validate({ k: 'v' })).is<Error | undefined>();
  },
  () => {
    const md = new MD({ k: 'v' });
    typeOf(md.get('k')).is<string[] | undefined>();
    typeOf(md.first('k')).is<string | undefined>();
    typeOf(fromIncomingContext()).is<MD | undefined>();
    typeOf(valueFromIncomingContext(ctx, 'k')).is<string[] | undefined>();
    typeOf(firstFromIncomingContext('k')).is<string | undefined>();
    typeOf(new Map(md)).is<Map<string, string[]>>();
    typeOf(unredacted(md)).is<Record<string, string[]>>();
    return withClock(ctx, manualClock());
  },
  () => {
    typeOf(fromContext()).is<Peer | undefined>();
    typeOf(newContext(ctx, new Peer({ addr: { network: 'tcp', toString: () => '1.2.3.4:5' } })));
    const own: Preset = { name: 'own', keys: ['k'], select: (incoming) => ({ k: incoming.get('k') ?? [] }) };
    typeOf(policy({ keys: ['x-*'], presets: [own, requestId({ key: 'x-id' })] })).is<Policy>();
    // @ts-expect-error: the presets are a list
    policy({ presets: own });
  },
];

describe('the types of context, metadata, peer, forward and testing', () => {
  it('are what the compiler says: this file compiles', () => {
    expect(compiled).toHaveLength(7);
  });
});
