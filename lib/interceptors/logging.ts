import { Status } from 'nice-grpc-common';
import { OnFinish, Peer as PeerOption } from '../grpc';
import { fromContext, Peer } from '../peer';
import { begin, type CallEvent, codeOf } from './call-event';
import { streamKind } from './call-meta';
import type { ClientInterceptor, ServerInterceptor } from './pair';

/**
 * Returns a server interceptor that tells `log` of the start and the end of each call. It never tells a value of the
 * metadata. What `log` throws fails the call.
 *
 * Ports go-grpc-middleware's `logging`.
 */
export function logging(log: (event: CallEvent) => void): ServerInterceptor {
  return {
    async unary(ctx, req, { fullMethod }, handler) {
      const finish = begin(log, ctx, { side: 'server', fullMethod, kind: 'unary' }, fromContext(ctx));
      return ending(finish, () => handler(ctx, req));
    },
    async stream(srv, stream, { fullMethod, isClientStream, isServerStream }, handler) {
      const kind = streamKind(isClientStream, isServerStream);
      const peer = fromContext(stream.context);
      const finish = begin(log, stream.context, { side: 'server', fullMethod, kind }, peer);
      return ending(finish, () => handler(srv, stream));
    },
  };
}

/**
 * Returns a client interceptor that tells `log` of the start and the end of each call, that of a stream included. It
 * never tells a value of the metadata.
 *
 * Ports go-grpc-middleware's `logging`.
 */
export function clientLogging(log: (event: CallEvent) => void): ClientInterceptor {
  return {
    async unary(ctx, method, req, invoker, opts) {
      const peer = new Peer();
      const finish = begin(log, ctx, { side: 'client', fullMethod: method, kind: 'unary' }, peer);
      return ending(finish, () => invoker(ctx, method, req, [...opts, PeerOption(peer)]));
    },
    async stream(ctx, desc, method, streamer, opts) {
      const peer = new Peer();
      const kind = streamKind(desc.clientStreams, desc.serverStreams);
      const finish = begin(log, ctx, { side: 'client', fullMethod: method, kind }, peer);
      let pending = true; // an interceptor further in may fail before there is a call that has an end
      const end = (code: Status) => {
        if (pending) finish(code);
        pending = false;
      };
      const ended = OnFinish((error) => end(error === undefined ? Status.OK : codeOf(error)));
      try {
        return await streamer(ctx, desc, method, [...opts, PeerOption(peer), ended]);
      } catch (error) {
        end(codeOf(error));
        throw error;
      }
    },
  };
}

async function ending<T>(finish: (code: Status) => void, handle: () => Promise<T>): Promise<T> {
  let result: T;
  try {
    result = await handle();
  } catch (error) {
    finish(codeOf(error));
    throw error;
  }
  finish(Status.OK);
  return result;
}
