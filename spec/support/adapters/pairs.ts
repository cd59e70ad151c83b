import { Status } from 'nice-grpc-common';
import type { Kind } from '../echo';
import type { ClientSide, ServerSide } from './adapter';
import { type ConnectProtocol, connectClient } from './connect-client';
import { connectServer, type HttpVersion } from './connect-server';
import { grpcJsClient } from './grpc-js-client';
import { grpcJsServer } from './grpc-js-server';
import { nestClient } from './nest-client';
import { nestServer } from './nest-server';
import { niceGrpcClient } from './nice-grpc-client';
import { niceGrpcServer } from './nice-grpc-server';
import { stubClient, stubServer } from './stub';

/** A server's adapter and a client's that talk to each other. */
export interface Pair {
  readonly name: string;
  readonly server: ServerSide;
  readonly client: ClientSide;
  /** The kinds of call that it cannot carry. */
  readonly without?: readonly Kind[];
  /** What the header of a response has as content type. */
  readonly contentType: RegExp;
  /** What its clients send as user agent. */
  readonly userAgent: RegExp;
  /** Whether a call of its clients has an event for the header; yes, if it is left out. */
  readonly tellsHeader?: boolean;
  /** Whether interceptors of its servers are told the error that a handler threw; yes, if it is left out. */
  readonly tellsErrors?: boolean;
  /** Whether several cookies arrive in one field, as HTTP/1.1 has them. */
  readonly joinsCookies?: boolean;
  /** An empty request, as it is on the wire. */
  readonly empty: Buffer<ArrayBuffer>;
  /** The message of the error of a call that was cancelled. */
  readonly message: RegExp;
  /** The code with which a call ends whose handler threw an error that has none. */
  readonly accident: Status;
}

const gRPC = {
  contentType: /^application\/grpc/,
  userAgent: /^grpc-node-js\//,
  message: /CANCELLED: context canceled/,
  accident: Status.UNKNOWN,
  empty: Buffer.from('\0\0\0\0\x02{}'),
};

export const niceGrpc: Pair = { name: 'nice-grpc', server: niceGrpcServer, client: niceGrpcClient, ...gRPC };
export const grpcJs: Pair = { name: 'grpc-js', server: grpcJsServer, client: grpcJsClient, ...gRPC };
export const stub: Pair = {
  name: 'stub',
  server: stubServer,
  client: stubClient,
  ...gRPC,
  tellsHeader: false,
};
export const nest: Pair = {
  name: 'Nest',
  server: nestServer,
  client: nestClient,
  ...gRPC,
  tellsHeader: false,
  tellsErrors: false, // a filter of Nest's makes another of it before
};

/** Each adapter of gRPC's runtimes with itself. */
export const adapters: readonly Pair[] = [niceGrpc, grpcJs];

/** The adapters whose calls go through grpc-js. */
export const ofGrpcJs: readonly Pair[] = [...adapters, stub, nest];

/** Connect with itself, over each of its protocols. HTTP/1.1 cannot carry messages both ways at once. */
export const connects: readonly Pair[] = [
  connectPair('Connect, gRPC', 'grpc', '2'),
  connectPair('Connect, gRPC-Web', 'grpc-web', '2'),
  connectPair('Connect, gRPC-Web over HTTP/1.1', 'grpc-web', '1.1'),
  connectPair('Connect', 'connect', '2'),
  connectPair('Connect over HTTP/1.1', 'connect', '1.1'),
];

function connectPair(name: string, protocol: ConnectProtocol, httpVersion: HttpVersion): Pair {
  return {
    name,
    server: connectServer(httpVersion),
    client: connectClient(protocol, httpVersion),
    contentType: protocol === 'connect' ? /^application\/(connect\+)?proto$/ : gRPC.contentType,
    userAgent: /^connect-es\//,
    message: /^\[canceled\] context canceled$/,
    accident: Status.INTERNAL,
    empty: Buffer.alloc(5),
    ...(httpVersion === '1.1' && { without: ['bidi'], joinsCookies: true }),
  };
}

/** Reports whether calls of `kind` have their header and trailer in one, as those of Connect's own protocol with one message each way. */
export function hasOneBlock({ name }: Pair, kind: Kind): boolean {
  return /^Connect( over|$)/.test(name) && kind === 'unary';
}

/** Every adapter with itself. */
export const everywhere: readonly Pair[] = [...adapters, stub, nest, ...connects];

/** Each adapter's server with each adapter's client, as far as they understand each other's messages. */
export const crossings: readonly Pair[] = [
  ...adapters,
  { name: 'nice-grpc, called by grpc-js', server: niceGrpcServer, client: grpcJsClient, ...gRPC },
  { name: 'grpc-js, called by nice-grpc', server: grpcJsServer, client: niceGrpcClient, ...gRPC },
  stub,
  nest,
  ...connects,
];
