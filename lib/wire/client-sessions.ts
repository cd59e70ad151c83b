import type { EventEmitter } from 'node:events';
import type {
  ClientHttp2Session,
  ClientHttp2Stream,
  ClientSessionRequestOptions,
  IncomingHttpHeaders,
} from 'node:http2';
import { Status } from 'nice-grpc-common';
import { isBinary } from '../metadata/internal';
import { malformedBinary } from './binary-fields';
import { resetOnCancel } from './client-reset';
import { isGrpc } from './content-type';
import { faultOfServer } from './limits';
import { MessageFraming } from './message-framing';
import { normalizeHeaders } from './normalize';
import { keepHeaders } from './received-headers';
import type { RawHeaders } from './repeated-keys';
import { type Sender, type SentHeaders, senderKey } from './sent-fields';
import { malformedStatus } from './status-field';
import { UnsentStream } from './unsent-stream';

/**
 * Keeps the raw fields of responses, header and trailer. A request that is too large for the server, or whose call has
 * ended, is not sent, and one whose response is malformed is ended, if it is known whose it is.
 *
 * With `normalizes`, the header objects themselves are changed to what was sent.
 */
export function observeSession(session: ClientHttp2Session, normalizes: () => boolean): void {
  const request = session.request.bind(session);
  Reflect.set(session, 'request', (headers?: SentHeaders, options?: ClientSessionRequestOptions): object => {
    if (!isGrpc(headers)) return request(headers, options);
    const sender = headers[senderKey];
    if (sender !== undefined) {
      const fault = sender.hasEnded ? 'the call has ended' : faultOfServer(headers, session);
      if (fault !== undefined) return unsent(sender, fault);
    }
    if (sender?.contentSubtype) headers['content-type'] = `application/grpc+${sender.contentSubtype}`;
    const stream = request(headers, options);
    if (sender !== undefined) {
      resetOnCancel(stream);
      failIfCutOff(sender, stream);
    }
    const receive = (headers: IncomingHttpHeaders, _flags: number, raw: RawHeaders) =>
      received(stream, headers, raw, sender, normalizes());
    return stream.on('response', receive).on('trailers', receive);
  });
}

/**
 * Has errors of a connection of grpc-js's end no process: those after the first, of which a server that breaks the protocol
 * can cause any number, have no listener there.
 */
export function hearErrors(session: Pick<EventEmitter, 'listenerCount'>): void {
  const emit: (...args: unknown[]) => boolean = Reflect.get(session, 'emit');
  Reflect.set(session, 'emit', (event: string, ...args: unknown[]) =>
    event === 'error' && session.listenerCount('error') === 0 ? true : emit.call(session, event, ...args),
  );
}

/** Ends a call with grpc-go's text if its response ends within a message, which grpc-js does not notice. */
function failIfCutOff(sender: Sender, stream: ClientHttp2Stream): void {
  const framing = new MessageFraming();
  stream.on('data', (chunk: Buffer) => framing.take(chunk));
  stream.once('trailers', () => {
    // What came before them may not have been read yet.
    stream.once('end', () => {
      if (framing.isInMessage) sender.fail(Status.INTERNAL, 'unexpected EOF');
    });
  });
}

/** Keeps the fields of a response, and ends its call if they are malformed. */
function received(
  stream: ClientHttp2Stream,
  headers: IncomingHttpHeaders,
  raw: RawHeaders,
  sender: Sender | undefined,
  normalizes: boolean,
): void {
  keepHeaders(headers, { raw, stream });
  if (sender !== undefined) {
    failIfForeign(sender, headers);
    failIfMalformed(sender, raw);
  }
  if (normalizes) normalizeHeaders(headers, raw);
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
    } else if (isBinary(name)) {
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
