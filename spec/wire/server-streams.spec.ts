import http2 from 'node:http2';
import { patchHttp2 } from '../../lib/wire/http2-patch';
import { grpcServerOptions, isOfGrpcServer, limitStreamResets } from '../../lib/wire/server-streams';

const ofGrpcJs = { maxSendHeaderBlockLength: Number.MAX_SAFE_INTEGER, maxSessionMemory: 10 };

describe('isOfGrpcServer()', () => {
  it.each<[string, http2.ServerOptions | undefined, boolean]>([
    ['those of grpc-js', ofGrpcJs, true],
    ['those with more', { ...ofGrpcJs, settings: {} }, true],
    ['none', undefined, false],
    ['another length', { ...ofGrpcJs, maxSendHeaderBlockLength: 5 }, false],
    ['a part', { maxSendHeaderBlockLength: Number.MAX_SAFE_INTEGER }, false],
  ])('knows %s', (_what, options, known) => {
    expect(isOfGrpcServer(options)).toBe(known);
  });
});

describe('grpcServerOptions()', () => {
  it('keeps values with outer spaces, and raises the limit of resets', () => {
    expect(grpcServerOptions(ofGrpcJs)).toEqual({
      ...ofGrpcJs,
      strictFieldWhitespaceValidation: false,
      streamResetBurst: 10_000,
      streamResetRate: 1_000,
    });
  });

  it('has the limit that was chosen, of which what is left out stays', () => {
    limitStreamResets({ streamResetBurst: 7 });
    expect(grpcServerOptions(ofGrpcJs)).toMatchObject({ streamResetBurst: 7, streamResetRate: 1_000 });
    limitStreamResets({ streamResetBurst: 10_000, streamResetRate: undefined });
    expect(grpcServerOptions(ofGrpcJs)).toMatchObject({ streamResetBurst: 10_000, streamResetRate: 1_000 });
  });
});

describe('patchHttp2()', () => {
  const place = Symbol.for('mdctx.http2.2');
  const { createServer, createSecureServer, connect } = http2;
  const patch: unknown = Reflect.get(http2, place); // node:http2 is that of all spec files that this process runs

  afterEach(() => {
    Object.assign(http2, { createServer, createSecureServer, connect });
    Reflect.set(http2, place, patch);
  });

  it('gives them to servers of grpc-js, and to no other', () => {
    const given: unknown[] = [];
    const noting = (options: http2.ServerOptions) => {
      given.push(options);
      return createServer();
    };
    Object.assign(http2, { createServer: noting });
    Reflect.deleteProperty(http2, place);
    patchHttp2();
    http2.createServer(ofGrpcJs);
    const other = { maxSessionMemory: 10 };
    http2.createServer(other);
    expect(given).toEqual([grpcServerOptions(ofGrpcJs), other]);
  });
});
