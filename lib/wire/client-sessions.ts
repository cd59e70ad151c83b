import type { EventEmitter } from 'node:events';
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type ClientSessionOptions,
  type ClientSessionRequestOptions,
  constants,
  type IncomingHttpHeaders,
  type SecureClientSessionOptions,
} from 'node:http2';
import { Duplex } from 'node:stream';

import { Status } from 'nice-grpc-common';
import { nameOf } from '../metadata/internal';
import { resetOnCancel } from './client-reset';
import { isGrpc, keepHeaders, malformedBinary, malformedStatus, type RawHeaders } from './incoming-fields';

import { validateForServer } from './sendable';
import { type Sender, type SentHeaders, senderKey } from './sent-fields';
import { outliveStream } from './session-handles';
import { normalizeHeaders } from './unsupported-fields';

type Options = ClientSessionOptions | SecureClientSessionOptions;

/** Reports whether `options` are those with which grpc-js makes a connection. */
export function isOfGrpcSession(options: Options | undefined): options is Options {
  return (
    options?.maxSendHeaderBlockLength === Number.MAX_SAFE_INTEGER &&
    'maxSessionMemory' in options &&
    'createConnection' in options
  );
}

/**
 * Returns `options` with what peers of gRPC need: values with outer spaces are kept, which grpc-go sends (Node 20 drops them);
 * and a server that pushes, which gRPC has no use for, breaks the protocol.
 */
export function grpcSessionOptions(options: Options): Options {
  const settings = { ...options.settings, enablePush: false };
  return { ...options, settings, ...{ strictFieldWhitespaceValidation: false } };
}

const prefix = 5; // bytes before each message: a flag and its length

/**
 * Follows the messages in the data of a stream, without reading them: the length before each says where it ends.
 * A runtime that joins the data again may not notice that the last of them was cut off.
 */
export class MessageFraming {
  private head = 0; // bytes of the prefix that were read
  private length = 0; // as far as the prefix tells it
  private left = 0; // bytes of the message that are to come

  /** Takes the next bytes of the stream. */
  readonly take = (chunk: Uint8Array): void => {
    for (let at = 0; at < chunk.length; ) {
      if (this.left > 0) {
        const taken = Math.min(this.left, chunk.length - at);
        this.left -= taken;
        at += taken;
        continue;
      }
      if (this.head > 0) this.length = this.length * 256 + (chunk[at] ?? 0);
      at++;
      if (++this.head < prefix) continue;
      this.left = this.length;
      this.head = 0;
      this.length = 0;
    }
  };

  /** Whether the stream has come to the middle of a message. */
  get isInMessage(): boolean {
    return this.left > 0 || this.head > 0;
  }
}

/**
 * The stream of a request that must not be sent. grpc-js gets it in place of one of the connection's, where an error
 * would make it give up the connection. It takes what is written, and closes when grpc-js gives up the call.
 */
class UnsentStream extends Duplex {
  readonly rstCode = constants.NGHTTP2_CANCEL;

  close(): void {
    this.destroy();
  }

  override _read(): void {}

  override _write(_chunk: unknown, _encoding: BufferEncoding, done: () => void): void {
    done();
  }
}

/** Whether header objects are changed, as the runtime cannot make its metadata of the raw fields. That may change later. */
export interface Normalizing {
  readonly normalizes: boolean;
}

/**
 * Keeps the raw fields of responses, header and trailer. A request that is too large for the server, or whose call has
 * ended, is not sent, and one whose response is malformed is ended, if its call is known.
 *
 * Where the `way` is so, the header objects themselves are changed to what was sent.
 */
export function observeSession(session: ClientHttp2Session, way: Normalizing): void {
  const request = session.request.bind(session);
  Reflect.set(session, 'request', (headers?: SentHeaders, options?: ClientSessionRequestOptions): object => {
    if (!isGrpc(headers)) return request(headers, options);
    const sender = headers[senderKey];
    if (sender !== undefined) {
      const fault = sender.hasEnded ? 'the call has ended' : validateForServer(headers, session);
      if (fault !== undefined) return unsent(sender, fault);
    }
    if (sender?.contentSubtype) headers['content-type'] = `application/grpc+${sender.contentSubtype}`;
    const stream = request(headers, options);
    outliveStream(session, stream);
    if (sender !== undefined) resetOnCancel(stream);
    observeResponse(stream, sender, way);
    return stream;
  });
}

/** Keeps the fields of a response, and ends its call, if it is known, with grpc-go's text if the response is none of gRPC's. */
function observeResponse(stream: ClientHttp2Stream, sender: Sender | undefined, way: Normalizing): void {
  let hasTrailers = false;
  const receive = (headers: IncomingHttpHeaders, _flags: number, raw: RawHeaders) => {
    hasTrailers = headers[':status'] === undefined;
    if (sender !== undefined) {
      failIfForeign(sender, headers);
      failIfMalformed(sender, raw);
    }
    if (way.normalizes) normalizeHeaders(headers, raw);
    else keepHeaders(headers, { raw, stream });
  };
  stream.on('response', receive).on('trailers', receive);
  if (sender === undefined) return;
  const framing = new MessageFraming();
  stream.on('data', framing.take);
  // grpc-js does not notice a message that is cut off. What came before the trailers may not have been read with them.
  stream.on('end', () => {
    if (hasTrailers && framing.isInMessage) sender.fail(Status.INTERNAL, 'unexpected EOF');
  });
}

/**
 * Has errors of a connection of grpc-js's end no process: those after the first, of which a server that breaks the protocol
 * can cause any number, have no listener there.
 */
export function hearErrors(session: Pick<EventEmitter, 'emit' | 'listenerCount'>): void {
  const { emit } = session;
  session.emit = (event, ...args) =>
    event === 'error' && session.listenerCount('error') === 0 ? true : emit.call(session, event, ...args);
}

/** Ends a call whose response is not gRPC's, with grpc-go's text; grpc-js looks at the HTTP status alone. */
function failIfForeign(sender: Sender, headers: IncomingHttpHeaders): void {
  if (Number(headers[':status']) !== 200) return; // a trailer has none
  const type = headers['content-type'];
  if (type === undefined) sender.fail(Status.UNKNOWN, 'malformed header: missing HTTP content-type');
  else if (!/^application\/grpc($|[+;])/i.test(type)) {
    sender.fail(Status.UNKNOWN, `transport: received unexpected content-type ${JSON.stringify(type)}`);
  }
}

function failIfMalformed(sender: Sender, raw: RawHeaders): void {
  for (let i = 1; i < raw.length; i += 2) {
    const [name = '', value = ''] = [raw[i - 1], raw[i]];
    if (name === 'grpc-status' && !/^\d$/.test(value)) {
      const fault = malformedStatus(value);
      if (fault !== undefined) sender.fail(Status.UNKNOWN, `transport: malformed grpc-status: ${fault}`);
    } else if (nameOf(name).isBinary) {
      const fault = malformedBinary(value);
      if (fault !== undefined) sender.fail(Status.INTERNAL, `transport: malformed ${name}: ${fault}`);
    }
  }
}

/** Ends a call in place of sending it, when grpc-js has got its stream. */
function unsent(sender: Sender, details: string): UnsentStream {
  process.nextTick(() => sender.fail(Status.INTERNAL, details));
  return new UnsentStream();
}
