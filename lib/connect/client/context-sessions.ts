import type { GrpcTransportOptions } from '@connectrpc/connect-node';
import { background, current, run } from '../../context';
import type { Encodings } from '../last-envelope';
import { protocolOf } from '../protocol';
import { callIn } from './client-call';
import { loseIfDisconnected } from './watch';
import { watchStream } from './watch-stream';

/** The sessions of a transport over HTTP/2; those of connect-node can connect before there is a request. */
export type SessionManager = NonNullable<GrpcTransportOptions['sessionManager']> & {
  connect?: () => Promise<unknown>;
};

/**
 * Returns sessions like `sessions`, on whose streams calls see their response as it comes, and are left by a reset alone. What a
 * session keeps is made outside of any context, and a call that ends before there is a stream opens none.
 */
export function contextSessions(sessions: SessionManager, encodings: Encodings): SessionManager {
  return {
    get authority() {
      return sessions.authority;
    },

    async request(method, path, headers, options) {
      const call = callIn(current());
      if (call === undefined) return sessions.request(method, path, headers, options);
      await run(background(), async () => sessions.connect?.());
      const end = call.endedWith;
      if (end !== undefined) throw end;
      const protocol = protocolOf(String(headers['content-type'] ?? ''));
      const complete = call.headersFor(headers, protocol);
      const stream = await run(background(), () => sessions.request(method, path, complete, options)).catch(
        (error: unknown) => {
          loseIfDisconnected(call, error);
          throw error;
        },
      );
      watchStream(stream, call, protocol, encodings);
      return stream;
    },

    notifyResponseByteRead(stream) {
      sessions.notifyResponseByteRead(stream);
    },
  };
}
