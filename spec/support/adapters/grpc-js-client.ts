import { type ChannelCredentials, Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import { clientInterceptor } from '../../../lib/grpc-js';
import type { Certificate } from '../certificate';
import { Echo, type Kind, type Message } from '../echo';
import { each, Queue } from '../queue';
import { type Calling, type CallOptions, type ClientSide, unshared } from './adapter';

/** Clients of grpc-js. */
export const grpcJsClient: ClientSide = {
  name: 'grpc-js',
  connect(address, certificate, interceptors = {}, options = {}) {
    const client = new Client(address, channelCredentials(certificate), {
      interceptors: [clientInterceptor(interceptors)],
      ...unshared,
      ...namedLocalhost,
      ...options,
    });
    return { call: (kind, told) => call(client, kind, told), close: () => client.close() };
  },
};

/** Options of a channel to a server whose certificate is that of `localhost`; without TLS they are of no effect. */
export const namedLocalhost = { 'grpc.ssl_target_name_override': 'localhost' };

/** Returns the credentials of a client that shows `certificate`, and takes it of its server; without it, of one without TLS. */
export function channelCredentials(certificate?: Certificate): ChannelCredentials {
  if (certificate === undefined) return credentials.createInsecure();
  const { key, cert } = certificate;
  return credentials.createSsl(cert, key, cert);
}

function call(client: Client, kind: Kind, options: CallOptions = {}): Calling {
  const { request = {}, requests = each(request), metadata = {}, heard = () => {}, ...rest } = options;
  const { path, requestSerialize, responseDeserialize } = Echo[kind];
  const codec = [path, requestSerialize, responseDeserialize] as const;
  const own = new Metadata();
  for (const [key, value] of Object.entries(metadata)) own.set(key, value);
  const responses = new Queue<Message>();
  const back = (error: ServiceError | null, response?: Message) => {
    heard('callback');
    if (response) responses.push(response);
    responses.close(error ?? undefined);
  };
  switch (kind) {
    case 'unary':
      listen(client.makeUnaryRequest(...codec, request, own, rest, back), heard);
      break;
    case 'clientStream':
      pump(requests, listen(client.makeClientStreamRequest(...codec, own, rest, back), heard));
      break;
    case 'serverStream':
      receive(listen(client.makeServerStreamRequest(...codec, request, own, rest), heard), responses);
      break;
    case 'bidi': {
      const stream = receive(listen(client.makeBidiStreamRequest(...codec, own, rest), heard), responses);
      pump(requests, stream);
    }
  }
  const reading = responses[Symbol.asyncIterator]();
  return { next: async () => (await reading.next()).value ?? undefined };
}

type Emitter = Pick<NodeJS.EventEmitter, 'on'>;

/** Tells `heard` of each event of `call`. */
function listen<C extends Emitter>(call: C, heard: (event: string) => void): C {
  for (const event of ['metadata', 'status']) call.on(event, () => heard(event));
  return call;
}

/** Takes the responses of `stream` as they come. */
function receive<S extends Emitter>(stream: S, responses: Queue<Message>): S {
  stream.on('data', (message) => responses.push(message));
  stream.on('error', (error) => responses.close(error));
  stream.on('end', () => responses.close());
  return stream;
}

/** Writes `requests` to `stream`; if they fail, so does the call. */
function pump(requests: AsyncIterable<Message>, stream: Writing): void {
  write(requests, stream).catch(() => stream.cancel());
}

interface Writing {
  write(message: Message): unknown;
  end(): unknown;
  cancel(): void;
}

async function write(requests: AsyncIterable<Message>, stream: Writing): Promise<void> {
  for await (const request of requests) stream.write(request);
  stream.end();
}
