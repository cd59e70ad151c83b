import { Client, credentials, Metadata, Server, type StatusObject } from '@grpc/grpc-js';
import { RichClientError } from 'nice-grpc-error-details';
import * as codes from '../../lib/codes';
import type { ClientInterceptors, ServerInterceptors } from '../../lib/grpc';
import * as status from '../../lib/status';
import { badRequest, errorInfo, richBytes } from '../status/protobuf';
import { type ClientSide, type Dialled, type ServerSide, unshared } from '../support/adapters/adapter';
import { grpcJsClient } from '../support/adapters/grpc-js-client';
import { bound, grpcJsServer } from '../support/adapters/grpc-js-server';
import { middlewareClient, middlewareServer } from '../support/adapters/middleware';
import { nestClient } from '../support/adapters/nest-client';
import { nestServer } from '../support/adapters/nest-server';
import { niceGrpcClient } from '../support/adapters/nice-grpc-client';
import { niceGrpcServer } from '../support/adapters/nice-grpc-server';
import { stubClient, stubServer } from '../support/adapters/stub';
import { Echo, type Kind, kinds } from '../support/echo';
import { each } from '../support/queue';

// An error that goes up: A calls B, whose handler calls C, which fails. A and C are grpc-js without this library, so that
// what A sees is what is on the wire.

const text = 'no tea: \u7cfb\u7edf';
const rich = richBytes(5, text);

/** Serves `Echo` with methods that all fail with `end`. */
async function serveFailing(end: StatusObject) {
  const server = new Server();
  const single = (_: unknown, done: (failure: StatusObject) => void) => done(end);
  const stream = (call: { emit(event: 'error', failure: StatusObject): void }) => call.emit('error', end);
  server.addService(Echo, { unary: single, clientStream: single, serverStream: stream, bidi: stream });
  return { port: await bound(server), stop: () => server.forceShutdown() };
}

/** Calls a method of the server on `port`, and returns how the call ended. */
async function ended(port: number, kind: Kind) {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), unshared);
  try {
    const { code, details, metadata } = await new Promise<StatusObject>((resolve) => {
      begin(client, kind).on('status', resolve);
    });
    const bins = metadata.get('grpc-status-details-bin').map((bin) => Buffer.from(bin).toString('hex'));
    return { code, details, bins };
  } finally {
    client.close();
  }
}

/** Begins a call whose response nobody reads. */
function begin(
  client: Client,
  kind: Kind,
): { on(event: 'status', told: (status: StatusObject) => void): unknown } {
  const { path, requestSerialize, responseDeserialize } = Echo[kind];
  const codec = [path, requestSerialize, responseDeserialize] as const;
  const ignore = () => {};
  if (kind === 'unary') return client.makeUnaryRequest(...codec, {}, ignore);
  if (kind === 'serverStream')
    return client
      .makeServerStreamRequest(...codec, {})
      .on('error', ignore)
      .on('data', ignore);
  if (kind === 'clientStream') {
    const call = client.makeClientStreamRequest(...codec, ignore);
    call.end();
    return call;
  }
  const call = client
    .makeBidiStreamRequest(...codec)
    .on('error', ignore)
    .on('data', ignore);
  call.end();
  return call;
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

const serverInterceptors: ServerInterceptors = {
  unaryInterceptors: [(ctx, req, _, handler) => handler(ctx, req)],
  streamInterceptors: [(srv, stream, _, handler) => handler(srv, stream)],
};
const clientInterceptors: ClientInterceptors = {
  unaryInterceptors: [(ctx, method, req, invoker, opts) => invoker(ctx, method, req, opts)],
  streamInterceptors: [(ctx, desc, method, streamer, opts) => streamer(ctx, desc, method, opts)],
};

const servers: [ServerSide, ServerInterceptors][] = [
  [niceGrpcServer, {}],
  [niceGrpcServer, serverInterceptors],
  [grpcJsServer, {}],
  [grpcJsServer, serverInterceptors],
  [stubServer, {}],
  [stubServer, serverInterceptors],
  [nestServer, {}],
  [middlewareServer, {}],
];
const clients: [ClientSide, ClientInterceptors][] = [
  [niceGrpcClient, {}],
  [niceGrpcClient, clientInterceptors],
  [grpcJsClient, {}],
  [grpcJsClient, clientInterceptors],
  [stubClient, {}],
  [stubClient, clientInterceptors],
  [nestClient, {}],
  [middlewareClient, {}],
];
const nameOf = ([{ name }, own]: [{ name: string }, object]) =>
  Object.keys(own).length > 0 ? `${name} with interceptors` : name;

/** What B's handler does with the error of its call, and what A is told then. */
const ways: [name: string, up: (error: unknown) => unknown, text: string, bin: Uint8Array][] = [
  ['as it is', (error) => error, text, rich],
  [
    'as the cause of another',
    (cause) => new Error('b', { cause: new Error('a', { cause }) }),
    'b',
    richBytes(5, 'b'),
  ],
  ['frozen', (error) => Object.freeze(error), text, rich],
  ['as a status', (error) => status.convert(error).err(), text, rich],
  ['as RichClientError', () => new RichClientError('/s/m', 5, text, [badRequest, errorInfo]), text, rich],
  ['made there', () => status.New(codes.NotFound, text).withDetails(badRequest, errorInfo).err(), text, rich],
];

describe.each(servers.map((server) => [nameOf(server), server] as const))(
  'a server of %s',
  (_, [side, own]) => {
    describe.each(clients.map((client) => [nameOf(client), client] as const))(
      'that calls with %s',
      (_, [from, of]) => {
        let kind: Kind = 'unary';
        let up: (error: unknown) => unknown = (error) => error;
        let client: Dialled;
        let port = 0;
        const open: Array<() => void> = [];

        beforeAll(async () => {
          const metadata = new Metadata();
          metadata.set('grpc-status-details-bin', Buffer.from(rich));
          const failing = await serveFailing({ code: 5, details: text, metadata });
          client = from.connect(`127.0.0.1:${failing.port}`, undefined, of);
          const server = await side.listen(
            async ({ requests, send }) => {
              for await (const _ of requests);
              if (kind === 'serverStream') await send({});
              try {
                await client.call(kind, { requests: each({}) }).next();
              } catch (error) {
                throw up(error);
              }
            },
            undefined,
            own,
          );
          port = server.port;
          open.push(failing.stop, server.stop, () => client.close());
        });

        afterAll(() => {
          for (const end of open.splice(0)) end();
        });

        describe.each(kinds)('%s', (one) => {
          it.each(ways)('the error goes up %s', async (_, way, details, bin) => {
            kind = one;
            up = way;
            expect(await ended(port, one)).toEqual({ code: 5, details, bins: [hex(bin)] });
          });
        });
      },
    );
  },
);

describe.each(clients.map((client) => [nameOf(client), client] as const))(
  'details that do not fit, at a caller by %s',
  (_, [from, of]) => {
    const trailer = (...bins: Uint8Array[]) => {
      const metadata = new Metadata();
      for (const bin of bins) metadata.add('grpc-status-details-bin', Buffer.from(bin));
      return metadata;
    };

    it.each<[string, StatusObject, codes.Code, string]>([
      [
        'of another code: INTERNAL',
        { code: 9, details: 'x', metadata: trailer(rich) },
        codes.Internal,
        `grpc-status-details-bin mismatch: grpc-status=FailedPrecondition, grpc-message="x", grpc-status-details-bin=code:5 message:"${text}"`,
      ],
      ['of another text: theirs', { code: 5, details: 'x', metadata: trailer(rich) }, codes.NotFound, text],
      [
        'no status: ignored',
        { code: 5, details: 'x', metadata: trailer(Buffer.from('tea')) },
        codes.NotFound,
        'x',
      ],
      ['twice: ignored', { code: 5, details: 'x', metadata: trailer(rich, rich) }, codes.NotFound, 'x'],
    ])('%s', async (_, end, code, details) => {
      const failing = await serveFailing(end);
      const client = from.connect(`127.0.0.1:${failing.port}`, undefined, of);
      for (const kind of kinds) {
        const error: unknown = await client
          .call(kind, { requests: each({}) })
          .next()
          .catch((error: unknown) => error);
        expect(status.fromError(error)).toMatchObject({ code, message: details });
      }
      client.close();
      failing.stop();
    });
  },
);
