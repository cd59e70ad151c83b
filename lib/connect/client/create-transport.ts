import * as http from 'node:http';
import * as https from 'node:https';
import type { Transport } from '@connectrpc/connect';
import {
  type ConnectTransportOptions,
  compressionBrotli,
  compressionGzip,
  createConnectTransport as createConnectTransportOfNode,
  createGrpcTransport as createGrpcTransportOfNode,
  createGrpcWebTransport as createGrpcWebTransportOfNode,
  type GrpcTransportOptions,
  type GrpcWebTransportOptions,
  Http2SessionManager,
} from '@connectrpc/connect-node';
import { kindOf, wrongType } from '../../context/internal';
import { type Encodings, encodingsOf } from '../last-envelope';
import { contextAgent } from './context-agent';
import { contextSessions, type SessionManager } from './context-sessions';
import { ContextTransport } from './context-transport';

/**
 * Returns a transport like connect-node's `createGrpcTransport`, whose calls are made with a context: that which a client of
 * `createClient` is given, or the current one. They send its outgoing metadata, each value of a repeated key on its own, end when
 * it does, by a reset alone, and have its deadline.
 */
export function createGrpcTransport(options: GrpcTransportOptions): Transport {
  mustBeTransportOptions('createGrpcTransport', options);
  return contextual(createGrpcTransportOfNode({ ...options, sessionManager: sessionsOf(options) }), options);
}

/** Returns a transport like connect-node's `createGrpcWebTransport`, whose calls are as those of `createGrpcTransport`. */
export function createGrpcWebTransport(options: GrpcWebTransportOptions): Transport {
  mustBeTransportOptions('createGrpcWebTransport', options);
  const own: GrpcWebTransportOptions =
    options.httpVersion === '2'
      ? { ...options, sessionManager: sessionsOf(options) }
      : { ...options, nodeOptions: requestOptionsOf(options) };
  return contextual(createGrpcWebTransportOfNode(own), options);
}

/** Returns a transport like connect-node's `createConnectTransport`, whose calls are as those of `createGrpcTransport`. */
export function createConnectTransport(options: ConnectTransportOptions): Transport {
  mustBeTransportOptions('createConnectTransport', options);
  const own: ConnectTransportOptions =
    options.httpVersion === '2'
      ? { ...options, sessionManager: sessionsOf(options) }
      : { ...options, nodeOptions: requestOptionsOf(options) };
  return contextual(createConnectTransportOfNode(own), options);
}

type Http1Options = Extract<ConnectTransportOptions, { httpVersion: '1.1' }>;
type Http1RequestOptions = NonNullable<Http1Options['nodeOptions']>;

function contextual(
  inner: Transport,
  { defaultTimeoutMs, baseUrl }: Pick<GrpcTransportOptions, 'defaultTimeoutMs' | 'baseUrl'>,
) {
  return new ContextTransport(inner, { isSentByStream: true, defaultTimeoutMs }, baseUrl);
}

function requestOptionsOf(
  options: Pick<Http1Options, 'baseUrl' | 'nodeOptions' | 'acceptCompression'>,
): Http1RequestOptions {
  const { baseUrl, nodeOptions = {} } = options;
  const isSecure = new URL(baseUrl).protocol === 'https:';
  const { agent = isSecure ? https.globalAgent : http.globalAgent } = nodeOptions;
  const fresh = isSecure ? new https.Agent() : new http.Agent(); // `false` asks for a connection each
  return {
    ...nodeOptions,
    agent: contextAgent(typeof agent === 'object' ? agent : fresh, encodings(options)),
  };
}

function sessionsOf(options: GrpcTransportOptions): SessionManager {
  const { sessionManager, baseUrl, nodeOptions } = options;
  return contextSessions(
    sessionManager ?? new Http2SessionManager(baseUrl, options, nodeOptions),
    encodings(options),
  );
}

function encodings({ acceptCompression }: Pick<GrpcTransportOptions, 'acceptCompression'>): Encodings {
  return encodingsOf(() => acceptCompression ?? [compressionGzip, compressionBrotli]);
}

/** @throws TypeError if the options of the function `name` are not an object, or have no URL. */
function mustBeTransportOptions(name: string, options: Pick<GrpcTransportOptions, 'baseUrl'>): void {
  if (typeof options !== 'object' || options === null)
    throw wrongType(`connect: ${name}: options`, 'an object', options);
  if (typeof options.baseUrl !== 'string' || !URL.canParse(options.baseUrl))
    throw new TypeError(`connect: ${name}: baseUrl must be a URL: got another ${kindOf(options.baseUrl)}`);
}
