import { ServerError, Status } from 'nice-grpc-common';
import { background, key, run, withCancel, withoutCancel, withValue } from '../../../lib/context';
import {
  method,
  newContextWithServerTransportStream,
  sendHeader,
  serverTransportStreamFromContext,
  setHeader,
  setTrailer,
} from '../../../lib/grpc';
import { MD, Pairs } from '../../../lib/metadata';
import { itAnywhere } from '../../support/anywhere';
import { FakeStream } from '../../support/fake-stream';
import { wrong } from '../../support/wrong';

function inCall() {
  const stream = new FakeStream();
  return { stream, ctx: newContextWithServerTransportStream(background(), stream) };
}

const writers = [
  ['setHeader', setHeader],
  ['sendHeader', sendHeader],
  ['setTrailer', setTrailer],
] as const;

describe.each(writers)('grpc.%s()', (name, write) => {
  itAnywhere('reaches the stream of the context', () => {
    const { stream, ctx } = inCall();
    write(ctx, Pairs('k', 'v', 'K', 'w'));
    expect(stream.calls).toEqual([[name, { k: ['v', 'w'] }]]);
  });

  itAnywhere('reaches the stream of the current context, without ctx', async () => {
    const { stream, ctx } = inCall();
    await run(ctx, async () => {
      write(Pairs('k', '1'));
      await null;
      write(undefined, Pairs('k', '2'));
    });
    expect(stream.calls).toEqual([
      [name, { k: ['1'] }],
      [name, { k: ['2'] }],
    ]);
  });

  it('reaches it from each context that is derived', () => {
    const { stream, ctx } = inCall();
    const [cancelled, cancel] = withCancel(ctx);
    cancel();
    for (const derived of [withValue(ctx, key('k'), 1), cancelled, withoutCancel(ctx)]) {
      write(derived, Pairs('k', 'v'));
    }
    expect(stream.calls).toHaveLength(3);
  });

  it('hands over a copy', () => {
    const { ctx } = inCall();
    const given: MD[] = [];
    const stream = Object.assign(inCall().stream, { [name]: (md: MD) => given.push(md) });
    const md = Pairs('k', 'v');
    write(newContextWithServerTransportStream(ctx, stream), md);
    md.get('k')?.push('w');
    expect(given.map((copy) => [...copy])).toEqual([[['k', ['v']]]]);
  });

  it('takes entries', () => {
    const { stream, ctx } = inCall();
    write(ctx, [
      ['K', 'v'],
      ['k', ['w']],
      ['b-bin', Uint8Array.of(255)],
    ]);
    expect(stream.calls).toEqual([[name, { k: ['v', 'w'], 'b-bin': ['\xff'] }]]);
  });

  it('takes a plain object', () => {
    const { stream, ctx } = inCall();
    write(ctx, { K: 'v', l: ['w', 'x'] });
    expect(stream.calls).toEqual([[name, { k: ['v'], l: ['w', 'x'] }]]);
  });

  it('fails in a context that belongs to no call', () => {
    const ctx = withValue(background(), key('token'), 'SECRET');
    const details = 'grpc: failed to fetch the stream from the context context.Background.WithValue(token)';
    const error = new ServerError(Status.INTERNAL, details);
    expect(() => write(ctx, Pairs('k', 'SECRET'))).toThrow(error);
    expect(() => run(ctx, () => write(Pairs('k', 'SECRET')))).toThrow(error);
    expect(() => write(ctx, Pairs('k', 'SECRET'))).toThrow(
      expect.objectContaining({ code: Status.INTERNAL, details }),
    );
  });

  it('throws for what is no context and no metadata, and never takes another call for it', () => {
    const { stream, ctx } = inCall();
    run(ctx, () => {
      expect(() => write(wrong(null), Pairs('k', 'v'))).toThrow(
        new TypeError(`grpc: ${name}: ctx must be a Context: got null`),
      );
      expect(() => write(wrong({}), Pairs('k', 'v'))).toThrow(
        new TypeError(`grpc: ${name}: ctx must be a Context: got object`),
      );
      expect(() => write(wrong(Pairs('k', 'v')), wrong(ctx))).toThrow(TypeError);
      expect(() => write(ctx, wrong(ctx))).toThrow(
        new TypeError(`grpc: ${name}: md must be metadata: got a Context`),
      );
      expect(() => write(wrong(Promise.resolve()))).toThrow(
        new TypeError(`grpc: ${name}: md must be metadata, entries or a plain object: got Promise`),
      );
      expect(() => write(wrong([['k', 1]]))).toThrow(
        new TypeError(`grpc: ${name}: a value of "k" must be a string: got number`),
      );
    });
    expect(stream.calls).toEqual([]);
  });

  it('lets through what the stream throws', () => {
    const { ctx } = inCall();
    const stream = new FakeStream();
    stream[name] = () => {
      throw new Error('expected');
    };
    expect(() => write(newContextWithServerTransportStream(ctx, stream), Pairs('k', 'v'))).toThrow(
      'expected',
    );
  });
});

describe.each([
  ['setHeader', setHeader],
  ['setTrailer', setTrailer],
] as const)('grpc.%s() of empty metadata', (_, write) => {
  it('does nothing, in a call or not', () => {
    const { stream, ctx } = inCall();
    write(ctx, new MD());
    write(background(), new MD());
    run(ctx, () => write(new MD()));
    expect(stream.calls).toEqual([]);
  });
});

describe('grpc.sendHeader() of empty metadata', () => {
  it('sends what was set', () => {
    const { stream, ctx } = inCall();
    sendHeader(ctx);
    sendHeader(ctx, new MD());
    sendHeader(ctx, undefined);
    run(ctx, () => sendHeader());
    run(ctx, () => sendHeader(undefined));
    run(ctx, () => sendHeader(undefined, undefined));
    expect(stream.calls).toEqual(Array(6).fill(['sendHeader', {}]));
  });

  it('fails in a context that belongs to no call', () => {
    expect(() => sendHeader(background())).toThrow('failed to fetch the stream');
    expect(() => run(background(), () => sendHeader())).toThrow('failed to fetch the stream');
  });
});

describe('grpc.method()', () => {
  itAnywhere('is that of the call', () => {
    const { ctx } = inCall();
    expect(method(ctx)).toBe('/test.Service/Method');
    expect(run(withCancel(ctx)[0], () => method())).toBe('/test.Service/Method');
  });

  itAnywhere('is undefined in a context that belongs to no call', () => {
    expect(method(background())).toBeUndefined();
    expect(method()).toBeUndefined();
  });
});

describe('grpc.newContextWithServerTransportStream()', () => {
  itAnywhere('puts a stream in place of the one before', () => {
    const { stream, ctx } = inCall();
    const inner = new FakeStream('/inner/Method');
    const wrapped = newContextWithServerTransportStream(ctx, inner);
    expect([serverTransportStreamFromContext(ctx), serverTransportStreamFromContext(wrapped)]).toEqual([
      stream,
      inner,
    ]);
    expect(method(wrapped)).toBe('/inner/Method');
  });

  itAnywhere('derives from the current context, without ctx', () => {
    const stream = new FakeStream();
    for (const ctx of [
      newContextWithServerTransportStream(stream),
      newContextWithServerTransportStream(undefined, stream),
    ]) {
      expect(run(ctx, () => serverTransportStreamFromContext())).toBe(stream);
    }
    expect(serverTransportStreamFromContext()).toBeUndefined();
  });
});
