import { EventEmitter } from 'node:events';
import { background, bind, current, key, run, withValue } from '../../lib/context';
import { itAnywhere } from '../support/anywhere';
import { wrong } from '../support/wrong';

const name = key<string>('name');
const mine = withValue(background(), name, 'mine');
const yours = withValue(background(), name, 'yours');

describe('context.bind()', () => {
  itAnywhere('runs f in ctx, whoever calls it', () => {
    const bound = bind(mine, () => current());
    expect(bound()).toBe(mine);
    expect(run(yours, bound)).toBe(mine);
  });

  itAnywhere('runs f in the context in which bind was called, without ctx', () => {
    const here = current();
    const bound = bind(() => current());
    const missing = bind(undefined, () => current());
    expect(run(yours, bound)).toBe(here);
    expect(run(yours, missing)).toBe(here);
  });

  itAnywhere('passes this, the arguments, the result and what is thrown', () => {
    const object = {
      times: 3,
      f: bind(mine, function (this: { times: number }, text: string) {
        if (text === '') throw new Error('expected');
        return text.repeat(this.times);
      }),
    };
    expect(object.f('x')).toBe('xxx');
    expect(() => object.f('')).toThrow('expected');
  });

  itAnywhere('serves listeners', () => {
    const emitter = new EventEmitter();
    const seen: unknown[] = [];
    run(mine, () =>
      emitter.on(
        'event',
        bind((x: number) => seen.push([current(), x])),
      ),
    );
    run(yours, () => emitter.emit('event', 1));
    expect(seen).toEqual([[mine, 1]]);
  });

  itAnywhere('leaves the context of the caller as it was', () => {
    const before = current();
    bind(mine, () => undefined)();
    expect(current()).toBe(before);
  });

  it('throws if f is not a function', () => {
    expect(() => bind(mine, wrong<() => void>(1))).toThrow(
      new TypeError('context: bind: f must be a function: got number'),
    );
  });

  it('throws if ctx is not a context', () => {
    expect(() => bind(wrong(null), () => 1)).toThrow(
      new TypeError('context: bind: ctx must be a Context: got null'),
    );
  });
});
