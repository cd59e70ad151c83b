import { getEventListeners } from 'node:events';
import * as context from '../lib/context';
import * as grpc from '../lib/grpc';
import { Response, type ResponseWriter } from '../lib/grpc/internal';
import * as metadata from '../lib/metadata';
import * as peer from '../lib/peer';
import { itAnywhere } from './support/anywhere';
import { ForeignContext, foreignKey } from './support/foreign-context';
import { microtasks } from './support/time';

const own = context.key<string>('own');
const reason = new Error('foreign reason');

const derivations: [string, (parent: context.Context) => context.Context][] = [
  ['withValue', (parent) => context.withValue(parent, own, 'own')],
  ['withCancel', (parent) => context.withCancel(parent)[0]],
  ['withCancelCause', (parent) => context.withCancelCause(parent)[0]],
  ['withDeadline', (parent) => context.withDeadline(parent, new Date(Date.now() + 1e6))[0]],
  ['withDeadlineCause', (parent) => context.withDeadlineCause(parent, new Date(Date.now() + 1e6), 1)[0]],
  ['withTimeout', (parent) => context.withTimeout(parent, 1e6)[0]],
  ['withTimeoutCause', (parent) => context.withTimeoutCause(parent, 1e6, 1)[0]],
  ['withSignal', (parent) => context.withSignal(parent, new AbortController().signal)],
  ['newIncomingContext', (parent) => metadata.newIncomingContext(parent, metadata.New())],
  ['newOutgoingContext', (parent) => metadata.newOutgoingContext(parent, metadata.New())],
  ['appendToOutgoingContext', (parent) => metadata.appendToOutgoingContext(parent, 'k', 'v')],
  ['peer.newContext', (parent) => peer.newContext(parent, new peer.Peer())],
  [
    'newContextWithServerTransportStream',
    (parent) => grpc.newContextWithServerTransportStream(parent, new Response('/s/m', writer)),
  ],
];

const writer: ResponseWriter = { writeHeader: () => undefined, validateSent: () => undefined };

describe('a context of the user', () => {
  describe.each(derivations)('as the parent in %s', (_, derive) => {
    itAnywhere('passes its values on', () => {
      const child = derive(new ForeignContext('passed on'));
      expect(context.withCancel(child)[0].value(foreignKey)).toBe('passed on');
      expect(child.value(context.key('unknown'))).toBeUndefined();
    });

    itAnywhere('ends what is derived from it, for one who asks', () => {
      const parent = new ForeignContext();
      const child = derive(parent);
      const [grandchild] = context.withCancel(child);
      expect([child.err(), context.cause(child)]).toEqual([undefined, undefined]);
      parent.end(context.Canceled, reason);
      for (const ctx of [child, grandchild]) {
        expect([ctx.err(), context.cause(ctx)]).toEqual([context.Canceled, reason]);
      }
    });

    itAnywhere('ends what is derived from it, for one who waits', async () => {
      const parent = new ForeignContext();
      const child = derive(parent);
      const f = jest.fn();
      context.afterFunc(child, f);
      const { signal } = context.withCancel(child)[0];
      parent.end(context.DeadlineExceeded, reason);
      await microtasks();
      expect([f.mock.calls.length, signal.aborted, signal.reason]).toEqual([1, true, reason]);
      expect(child.err()).toBe(context.DeadlineExceeded);
    });

    itAnywhere('passes its deadline on', () => {
      const deadline = new Date(Date.now() + 1000);
      const child = derive(new ForeignContext('', deadline));
      expect(context.withTimeout(child, 1e6)[0].deadline).toEqual(deadline);
    });

    itAnywhere('that has ended gives a child that has ended', () => {
      const parent = new ForeignContext();
      parent.end(context.DeadlineExceeded, reason);
      const child = derive(parent);
      expect([child.err(), child.signal.reason]).toEqual([context.DeadlineExceeded, reason]);
    });

    it('is asked for no signal, and keeps no listener, while nobody waits', () => {
      const parent = new ForeignContext();
      const child = derive(parent);
      context.withCancel(child)[0].err();
      expect(parent.reads).toBe(0);
      const stop = context.afterFunc(child, () => undefined);
      expect(getEventListeners(parent.signal, 'abort')).toHaveLength(1);
      stop();
      expect(getEventListeners(parent.signal, 'abort')).toHaveLength(0);
    });
  });

  it('may be the current one', () => {
    const mine = new ForeignContext('mine');
    context.run(mine, () => {
      expect(context.current()).toBe(mine);
      expect(context.withCancel()[0].value(foreignKey)).toBe('mine');
      expect(metadata.fromIncomingContext()).toBeUndefined();
      expect(metadata.fromOutgoingContext(metadata.appendToOutgoingContext('k', 'v'))?.get('k')).toEqual([
        'v',
      ]);
      expect(grpc.method()).toBeUndefined();
      expect(peer.fromContext()).toBeUndefined();
    });
  });

  it('serves each function that takes a context', async () => {
    const mine = new ForeignContext('mine');
    expect(context.bind(mine, () => context.current())()).toBe(mine);
    expect([...context.bindIterable(mine, [1])]).toEqual([1]);
    expect(context.cause(mine)).toBeUndefined();
    expect(context.withoutCancel(mine).value(foreignKey)).toBe('mine');
    const f = jest.fn();
    const stop = context.afterFunc(mine, f);
    context.afterFunc(mine, f);
    expect(stop()).toBe(true);
    mine.end(context.Canceled, reason);
    await microtasks();
    expect(f).toHaveBeenCalledTimes(1);
    expect(context.cause(mine)).toBe(reason);
    expect(context.withoutCancel(mine).err()).toBeUndefined();
    expect(() => grpc.setHeader(mine, metadata.Pairs('k', 'v'))).toThrow(
      'grpc: failed to fetch the stream from the context foreign.Context',
    );
  });

  it('may stand on one of ours', () => {
    const [inner, cancel] = context.withCancelCause(
      metadata.appendToOutgoingContext(context.background(), 'k', 'v'),
    );
    const wrapper: context.Context = {
      get deadline() {
        return inner.deadline;
      },
      get signal() {
        return inner.signal;
      },
      err: () => inner.err(),
      value: (key) => inner.value(key),
    };
    const outer = metadata.appendToOutgoingContext(context.withTimeout(wrapper, 1e6)[0], 'k', 'w');
    expect(metadata.valueFromOutgoingContext(outer, 'k')).toEqual(['v', 'w']);
    cancel(reason);
    expect([outer.err(), context.cause(outer)]).toEqual([context.Canceled, reason]);
  });

  it('has an error of its own as the err of what is derived from it', () => {
    const parent = new ForeignContext();
    const [child] = context.withCancel(parent);
    const error = new Error('foreign end');
    parent.end(error);
    expect([child.err(), context.cause(child), child.signal.reason]).toEqual([error, error, error]);
  });
});
