import type * as contextModule from '../lib/context';
import type * as contextInternal from '../lib/context/internal';
import type * as grpcModule from '../lib/grpc';
import type * as metadataModule from '../lib/metadata';
import type * as peerModule from '../lib/peer';
import type * as statusModule from '../lib/status';
import { microtasks } from './support/time';

interface Copy {
  readonly context: typeof contextModule & Pick<typeof contextInternal, 'reservedKey'>;
  readonly metadata: typeof metadataModule;
  readonly peer: typeof peerModule;
  readonly grpc: typeof grpcModule;
  readonly status: typeof statusModule;
}

/** Loads the library as one more installed copy of it would be. */
function copy(): Copy {
  let loaded: Copy | undefined;
  jest.isolateModules(() => {
    loaded = {
      context: { ...require('../lib/context'), reservedKey: require('../lib/context/internal').reservedKey },
      metadata: require('../lib/metadata'),
      peer: require('../lib/peer'),
      grpc: require('../lib/grpc'),
      status: require('../lib/status'),
    };
  });
  if (!loaded) throw new Error('spec: nothing was loaded');
  return loaded;
}

const [one, two] = [copy(), copy()];

describe('two copies of the library in one process', () => {
  it('are two', () => {
    expect(one.context.run).not.toBe(two.context.run);
    expect(one.metadata.MD).not.toBe(two.metadata.MD);
  });

  it('share the current context', async () => {
    const [ctx] = one.context.withCancel(one.context.background());
    await one.context.run(ctx, async () => {
      expect(two.context.current()).toBe(ctx);
      await null;
      expect(two.context.run(two.context.todo(), () => one.context.current())).toBe(two.context.todo());
    });
  });

  it('share Canceled and DeadlineExceeded', () => {
    expect(one.context.Canceled).toBe(two.context.Canceled);
    expect(one.context.DeadlineExceeded).toBe(two.context.DeadlineExceeded);
  });

  it('tell keys of one name apart', () => {
    const [k1, k2] = [one.context.key<string>('same'), two.context.key<string>('same')];
    const ctx = two.context.withValue(one.context.withValue(one.context.background(), k1, '1'), k2, '2');
    expect([ctx.value(k1), ctx.value(k2)]).toEqual(['1', '2']);
    expect(one.context.reservedKey('spec.same').index).toBe(two.context.reservedKey('spec.same').index);
  });

  it.each([
    ['one', one, two],
    ['two', two, one],
  ])('take a context of copy %s as the parent in the other', async (_, parents, children) => {
    const name = parents.context.key<string>('name');
    const [root, cancel] = parents.context.withCancelCause(
      parents.context.withValue(parents.context.background(), name, 'x'),
    );
    const [child] = children.context.withTimeout(root, 1e6);
    const [grandchild] = parents.context.withCancel(child);
    const [watched] = children.context.withCancel(grandchild);
    const f = jest.fn();
    children.context.afterFunc(root, f);
    const { signal } = watched;
    expect([child.value(name), grandchild.deadline]).toEqual(['x', child.deadline]);
    expect(String(grandchild)).toMatch(/^context\.Background\.WithValue\(name\)\.WithCancel\.WithDeadline\(/);
    cancel('reason');
    await microtasks();
    expect([child, grandchild, watched].map((ctx) => parents.context.cause(ctx))).toEqual(
      Array(3).fill('reason'),
    );
    expect([grandchild.err(), signal.aborted, f.mock.calls.length]).toEqual([one.context.Canceled, true, 1]);
  });

  it('share incoming and outgoing metadata', () => {
    const md = one.metadata.Pairs('k', 'v', 'k', 'w', 'b-bin', Uint8Array.of(255));
    const incoming = one.metadata.newIncomingContext(one.context.background(), md);
    expect([...(two.metadata.fromIncomingContext(incoming) ?? [])]).toEqual([...md]);
    expect(two.metadata.valueFromIncomingContext(incoming, 'K')).toEqual(['v', 'w']);

    const outgoing = two.metadata.appendToOutgoingContext(
      one.metadata.appendToOutgoingContext(two.metadata.newOutgoingContext(incoming, md), 'k', 'x'),
      'k',
      'y',
    );
    for (const { metadata } of [one, two]) {
      expect(metadata.valueFromOutgoingContext(outgoing, 'k')).toEqual(['v', 'w', 'x', 'y']);
      expect(metadata.fromOutgoingContext(outgoing)?.get('k')).toEqual(['v', 'w', 'x', 'y']);
    }
    expect([...two.metadata.Join(md, two.metadata.Pairs('k', 'z'))][0]).toEqual(['k', ['v', 'w', 'z']]);
  });

  it('share the peer and the stream of the call', () => {
    const who = new one.peer.Peer();
    const ctx = one.peer.newContext(one.context.background(), who);
    expect(two.peer.fromContext(ctx)).toBe(who);
    const set: string[] = [];
    const stream: grpcModule.ServerTransportStream = {
      method: () => '/s/m',
      setHeader: (md) => set.push(`header ${md.get('k')}`),
      sendHeader: () => undefined,
      setTrailer: (md) => set.push(`trailer ${md.get('k')}`),
    };
    one.context.run(one.grpc.newContextWithServerTransportStream(ctx, stream), () => {
      two.grpc.setHeader(two.metadata.Pairs('k', '1'));
      one.grpc.setTrailer(two.metadata.Pairs('k', '2'));
      expect(two.grpc.method()).toBe('/s/m');
    });
    expect(set).toEqual(['header 1', 'trailer 2']);
  });

  it('give the same status to an end', () => {
    expect(one.grpc.fromContextError(two.context.Canceled)?.message).toBe(
      two.grpc.fromContextError(one.context.Canceled)?.message,
    );
  });

  it('read the details of an error that the other made', () => {
    const detail = { typeUrl: 'type.googleapis.com/shop.Tea', value: Uint8Array.of(8, 1) };
    const error = one.status.New(5, 'no tea').withDetails(detail).err();
    expect(two.status.fromError(new Error('x', { cause: error }))?.details()).toEqual([detail]);
  });

  it('redact what the other made', () => {
    const md = one.metadata.Pairs('authorization', 'SECRET');
    expect(`${md} ${JSON.stringify(two.metadata.Join(md))}`).not.toContain('SECRET');
  });
});
