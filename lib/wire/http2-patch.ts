import http2, { type ClientHttp2Session, type Http2Server } from 'node:http2';
import {
  grpcSessionOptions,
  hearErrors,
  isOfGrpcSession,
  type Normalizing,
  observeSession,
} from './client-sessions';
import { grpcServerOptions, isOfGrpcServer, observeServer } from './server-streams';

const place = Symbol.for('mdctx.http2.2'); // the version of what the patch does

type Patch = { -readonly [Name in keyof Normalizing]: Normalizing[Name] };

/**
 * Has the raw fields of gRPC's requests and responses kept, in each server of grpc-js's and each connection that is made from
 * now on. Only streams with gRPC's content type are touched. Later calls do nothing, but for `normalizes`, which says that a
 * runtime needs the header objects themselves changed to what was sent.
 */
export function patchHttp2(normalizes = false): void {
  const home: typeof http2 & { [place]?: Patch } = http2;
  const known = home[place];
  if (known !== undefined) {
    known.normalizes ||= normalizes;
    return;
  }
  const patch: Patch = { normalizes };
  home[place] = patch;
  for (const name of ['createServer', 'createSecureServer'] as const) {
    around<Http2Server>(name, (make, options, ...rest) => {
      if (!isOfGrpcServer(options)) return make(options, ...rest);
      const server = make(grpcServerOptions(options), ...rest);
      observeServer(server, patch.normalizes, options);
      return server;
    });
  }
  around<ClientHttp2Session>('connect', (make, authority, options, ...rest) => {
    const isGrpc = isOfGrpcSession(options);
    const session = make(authority, isGrpc ? grpcSessionOptions(options) : options, ...rest);
    observeSession(session, patch);
    if (isGrpc) hearErrors(session);
    return session;
  });
}

/** Puts `make` in place of the function `name` of `node:http2`, which it is given. */
function around<T extends object>(
  name: 'connect' | 'createServer' | 'createSecureServer',
  make: (original: (...args: object[]) => T, ...args: object[]) => T,
): void {
  const original = http2[name];
  Reflect.set(http2, name, function (this: unknown, ...args: object[]): T {
    return make((...given) => Reflect.apply(original, this, given), ...args);
  });
}
