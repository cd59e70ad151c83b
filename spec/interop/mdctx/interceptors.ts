import type { Context } from '../../../lib/context';
import {
  type ClientInterceptors,
  Header,
  type ServerInterceptors,
  type ServerStream,
  type StreamClientInterceptor,
  Trailer,
  type UnaryClientInterceptor,
  WaitForReady,
} from '../../../lib/grpc';
import { perRPCCredentials } from '../../../lib/interceptors';
import { MD } from '../../../lib/metadata';
import { Board } from '../support/board';
import type { Channel, Serve, Step } from '../support/script';
import type { Message } from '../support/test-service';
import { scriptedCredentials } from './credentials';
import { StreamOption } from './filled';
import { noteFinish } from './finished';
import { Frame } from './frame';
import type { Records } from './served';

/** Returns the interceptors that a server's script spells: the base first, which stands outermost. */
export function serverInterceptors(records: Records, serve: Serve): ServerInterceptors {
  const base = serve.base ? [serve.base] : [];
  return {
    unaryInterceptors: [...base, ...(serve.unary ?? [])].map(
      (script) =>
        async (_ctx, req, { fullMethod }, handler) => {
          let reply: unknown;
          const frame = records.frame(fullMethod, async (frame) => {
            reply = await handler(frame.context, req);
            frame.reply = asMessage(reply).body;
          });
          await frame.steps(script);
          return { ...asMessage(reply), body: frame.reply };
        },
    ),
    streamInterceptors: [...base, ...(serve.stream ?? [])].map(
      (script) =>
        async (srv, stream, { fullMethod }, handler) => {
          const next = (frame: Frame) => handler(srv, withContext(stream, frame.context));
          await records.frame(fullMethod, next).steps(script);
        },
    ),
  };
}

/** Returns the interceptors that a channel's script spells. */
export function clientInterceptors(channel: Channel): ClientInterceptors {
  const { base, unary = [], stream = [], onFinish, creds, waitForReady, inStream } = channel;
  const credentials = creds === undefined ? [] : [perRPCCredentials(scriptedCredentials(creds))];
  const defaults: UnaryClientInterceptor[] =
    waitForReady === undefined
      ? []
      : [
          (ctx, method, req, invoker, opts) =>
            invoker(ctx, method, req, [WaitForReady(waitForReady), ...opts]),
        ];
  const scripted = [...(base ? [base] : []), ...unary].map<UnaryClientInterceptor>(
    (script) => async (_ctx, method, req, invoker, opts) => {
      let reply: Message = { body: '' };
      const [header, trailer] = [new MD(), new MD()];
      const frame = alone(async (frame) => {
        const request = { ...asMessage(req), body: frame.reply };
        const options = [...opts, Header(header), Trailer(trailer)];
        reply = asMessage(await invoker(frame.context, method, request, options));
        const seen = [...(header.get('x-seen') ?? []), ...(trailer.get('x-seen') ?? [])];
        reply = { ...reply, body: reply.body + seen.join('') };
      });
      frame.reply = asMessage(req).body;
      await frame.steps(script);
      return reply;
    },
  );
  return {
    unaryInterceptors: [
      ...(onFinish ? [noteFinish] : []),
      ...scripted,
      ...defaults,
      ...credentials.map(({ unary }) => unary),
    ],
    streamInterceptors: [
      ...(inStream ? [noteStream] : []),
      ...stream.map<StreamClientInterceptor>(
        (script: readonly Step[]) => async (_ctx, desc, method, streamer, opts) => {
          let opened: ReturnType<typeof streamer> | undefined;
          const frame = alone(async (frame) => {
            opened = streamer(frame.context, desc, method, opts);
            await opened;
          });
          await frame.steps(script);
          if (opened === undefined)
            throw new Error('spec/interop: the script of a stream interceptor must have a next');
          return opened;
        },
      ),
      ...credentials.map(({ stream }) => stream),
    ],
  };
}

/** Tells the context of a stream to whoever asked for it. */
const noteStream: StreamClientInterceptor = async (ctx, desc, method, streamer, opts) => {
  const stream = await streamer(ctx, desc, method, opts);
  for (const option of opts) if (option instanceof StreamOption) option.context = stream.context;
  return stream;
};

/** A frame of a client's interceptor, whose notes nobody reads. */
function alone(next: (frame: Frame) => Promise<void>): Frame {
  const nothing = async () => {
    throw new Error('spec/interop: an interceptor of a client neither sends nor calls');
  };
  return new Frame({
    board: new Board('interceptor'),
    cancels: new Map(),
    notes: {},
    port: 0,
    io: { send: nothing, recv: nothing },
    next,
    spawn: () => {},
    call: nothing,
  });
}

function withContext(stream: ServerStream, context: Context): ServerStream {
  return {
    context,
    recv: () => stream.recv(),
    send: (message) => stream.send(message),
    setHeader: (md) => stream.setHeader(md),
    sendHeader: (md) => stream.sendHeader(md),
    setTrailer: (md) => stream.setTrailer(md),
    [Symbol.asyncIterator]: () => stream[Symbol.asyncIterator](),
  };
}

/** The messages of the tests are all of one type. */
function asMessage(message: unknown): Message {
  return typeof message === 'object' &&
    message !== null &&
    'body' in message &&
    typeof message.body === 'string'
    ? { ...message, body: message.body }
    : { body: '' };
}
