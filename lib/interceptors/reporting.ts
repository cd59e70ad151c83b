import { type ClientStream, OnFinish, Peer as PeerOption } from '../grpc';
import { fromContext, Peer } from '../peer';
import { metaOf, streamKind } from './call-meta';
import { mustBeFunction } from './check';
import type { ClientInterceptor, ServerInterceptor } from './in-order';
import { Report } from './report';
import type { Reportable } from './reporter';

/**
 * Returns a server interceptor that has a reporter of its own for each call, which `reportable` makes: for logs and metrics of
 * your own. `logging` and `serverMetrics` are made of it.
 *
 * Ports go-grpc-middleware's `interceptors.UnaryServerInterceptor` and `StreamServerInterceptor`.
 *
 * @throws TypeError if `reportable` is not a function.
 */
export function reporting(reportable: Reportable): ServerInterceptor {
  mustBeFunction('reporting: reportable', reportable);
  return serverReporting('reporting', reportable);
}

/**
 * Returns a client interceptor that has a reporter of its own for each call: see `reporting`. The end of a stream is
 * reported when it has ended, received by its caller or not.
 *
 * Ports go-grpc-middleware's `interceptors.UnaryClientInterceptor` and `StreamClientInterceptor`.
 *
 * @throws TypeError if `reportable` is not a function.
 */
export function clientReporting(reportable: Reportable): ClientInterceptor {
  mustBeFunction('clientReporting: reportable', reportable);
  return callReporting('clientReporting', reportable);
}

/** `reporting`, for the public function `name`. */
export function serverReporting(name: string, reportable: Reportable): ServerInterceptor {
  return {
    async unary(ctx, req, { fullMethod }, handler) {
      const call = { side: 'server', ...metaOf(fullMethod, 'unary'), peer: fromContext(ctx) } as const;
      const report = new Report(name, reportable, ctx, call);
      report.received(req, undefined, report.since);
      return report.during(() => answered(report, () => handler(report.ctx, req)));
    },
    async stream(srv, stream, { fullMethod, isClientStream, isServerStream }, handler) {
      const kind = streamKind(isClientStream, isServerStream);
      const { context } = stream;
      const call = { side: 'server', ...metaOf(fullMethod, kind), peer: fromContext(context) } as const;
      const report = new Report(name, reportable, context, call);
      const own = { ...stream, context: report.ctx };
      if (report.ofMessages) {
        own.send = (message) => report.sending(message, () => stream.send(message));
        own.recv = () => report.receiving(() => stream.recv());
      }
      return report.during(() => handler(srv, own));
    },
  };
}

/** `clientReporting`, for the public function `name`. */
export function callReporting(name: string, reportable: Reportable): ClientInterceptor {
  return {
    async unary(ctx, method, req, invoker, opts) {
      const peer = new Peer();
      const report = new Report(name, reportable, ctx, { side: 'client', ...metaOf(method, 'unary'), peer });
      report.sent(req, undefined, report.since);
      return report.during(() =>
        report.receiving(() => invoker(report.ctx, method, req, [...opts, PeerOption(peer)])),
      );
    },
    async stream(ctx, desc, method, streamer, opts) {
      const peer = new Peer();
      const kind = streamKind(desc.clientStreams, desc.serverStreams);
      const report = new Report(name, reportable, ctx, { side: 'client', ...metaOf(method, kind), peer });
      const ended = OnFinish((error) => report.end(error && { error }));
      try {
        const stream = await streamer(report.ctx, desc, method, [...opts, PeerOption(peer), ended]);
        return report.ofMessages ? monitored(stream, report) : stream;
      } catch (error) {
        report.end({ error }); // an interceptor further in may fail before there is a call that has an end
        throw error;
      }
    },
  };
}

/** Returns the response that `handle` makes, and reports it as sent. */
async function answered(report: Report, handle: () => Promise<unknown>): Promise<unknown> {
  let response: unknown;
  try {
    response = await handle();
  } catch (error) {
    report.sent(undefined, { error }, report.since);
    throw error;
  }
  report.sent(response, undefined, report.since);
  return response;
}

/** Returns a stream like `stream` whose messages are reported. */
function monitored(stream: ClientStream, report: Report): ClientStream {
  return {
    ...stream,
    send: (message) => report.sending(message, () => stream.send(message)),
    recv: () => report.receiving(() => stream.recv()),
  };
}
