import { Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import type { Context } from '../../../lib/context';
import { clientInterceptor } from '../../../lib/grpc-js';
import type { Call, Channel, Method } from '../support/script';
import { type Message, testService, unimplemented } from '../support/test-service';
import { type Targets, targets } from './filled';
import { grpcJsServer } from './grpc-js-server';
import type { Around, Calling, Runtime } from './party';
import { type Opened, type Played, playStream, playUnary } from './playing';
import { Queue } from './queue';

/** mdctx on grpc-js. */
export const grpcJs: Runtime = { name: 'grpc-js', listen: grpcJsServer, connect };

function connect(port: number, options: Channel): Calling {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), {
    interceptors: [clientInterceptor()],
    ...(options.userAgent !== undefined && { 'grpc.primary_user_agent': options.userAgent }),
    ...(options.authority !== undefined && { 'grpc.default_authority': options.authority }),
    ...(options.serviceConfig !== undefined && { 'grpc.service_config': options.serviceConfig }),
  });
  return { call: (call, ctx, around) => play(client, call, ctx, around), close: () => client.close() };
}

/** The kinds of call, in grpc-js's terms. */
const methods = {
  EmptyCall: testService.emptyCall,
  UnaryCall: testService.unaryCall,
  StreamingInputCall: testService.streamingInputCall,
  StreamingOutputCall: testService.streamingOutputCall,
  FullDuplexCall: testService.fullDuplexCall,
};

function definition(method: Method) {
  if (method in methods) return methods[method as keyof typeof methods];
  return method.includes('TestService') ? unimplemented.method : unimplemented.service;
}

function play(client: Client, call: Call, ctx: Context | undefined, around: Around): Promise<Played> {
  const { requestStream, responseStream } = definition(call.method);
  const filled = targets();
  if (!requestStream && !responseStream) return playUnary(() => unary(client, call, ctx, filled), filled);
  return playStream(() => open(client, call, ctx, filled), call, ctx, around, filled);
}

/** Makes a unary call. The callback comes before the status event, with which the trailer is there. */
async function unary(
  client: Client,
  call: Call,
  ctx: Context | undefined,
  filled: Targets,
): Promise<Message> {
  const { path, requestSerialize, responseDeserialize } = definition(call.method);
  const options = { ...(ctx && { ctx }), ...filled.options };
  const request = { body: call.text ?? '' };
  return new Promise((resolve, reject) => {
    const back = (error: ServiceError | null, reply?: Message) =>
      error ? reject(error) : resolve(reply ?? request);
    client.makeUnaryRequest(
      path,
      requestSerialize,
      responseDeserialize,
      request,
      new Metadata(),
      options,
      back,
    );
  });
}

/** The writing half of a stream. */
interface Writing {
  write(message: Message): unknown;
  end(): unknown;
}

function open(client: Client, call: Call, ctx: Context | undefined, filled: Targets): Opened {
  const { path, requestSerialize, responseDeserialize, requestStream, responseStream } = definition(
    call.method,
  );
  const codec = [path, requestSerialize, responseDeserialize] as const;
  const rest = [new Metadata(), { ...(ctx && { ctx }), ...filled.options }] as const;
  if (!responseStream) {
    const reply = new Reply();
    return opened(client.makeClientStreamRequest(...codec, ...rest, reply.back), reply, filled);
  }
  if (requestStream) {
    const stream = client.makeBidiStreamRequest(...codec, ...rest);
    return opened(stream, stream, filled);
  }
  const stream = client.makeServerStreamRequest(...codec, { body: call.text ?? '' }, ...rest);
  return opened(stream, stream, filled);
}

function opened(
  call: NodeJS.EventEmitter & Partial<Writing>,
  responses: AsyncIterable<Message>,
  filled: Targets,
): Opened {
  call.on('metadata', filled.tell);
  call.on('status', filled.tell);
  const iterator = responses[Symbol.asyncIterator]();
  let first: Promise<IteratorResult<Message>> | undefined = iterator.next(); // who reads late misses an error
  first.catch(() => {});
  let writing = true;
  return {
    io: {
      send: async (body) => {
        call.write?.({ body });
      },
      recv: async () => {
        const next = first ?? iterator.next();
        first = undefined;
        const result = await next;
        return result.done ? undefined : result.value.body;
      },
    },
    header: () => filled.told.then(filled.header),
    trailer: filled.trailer,
    closeSend: () => {
      if (writing) call.end?.();
      writing = false;
    },
  };
}

/** The one reply of a client stream, as a stream. */
class Reply implements AsyncIterable<Message> {
  private readonly replies = new Queue<Message>();
  private failed: ServiceError | null = null;

  readonly back = (error: ServiceError | null, reply?: Message): void => {
    this.failed = error;
    if (reply) this.replies.push(reply);
    this.replies.close();
  };

  async *[Symbol.asyncIterator](): AsyncGenerator<Message, void> {
    yield* this.replies;
    if (this.failed) throw this.failed;
  }
}
