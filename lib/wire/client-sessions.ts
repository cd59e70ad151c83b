import type { ClientHttp2Session, ClientSessionRequestOptions, IncomingHttpHeaders } from 'node:http2';
import { Status } from 'nice-grpc-common';
import { isBinary } from '../metadata/internal';
import { malformedBinary } from './binary-fields';
import { isGrpc } from './content-type';
import { faultOfServer } from './limits';
import { normalizeHeaders } from './normalize';
import { eachField, type RawHeaders } from './repeated-keys';
import { type Sender, type SentHeaders, senderOf } from './sender';
import { malformedStatus } from './status-field';
import { UnsentStream } from './unsent-stream';

/**
 * Has the fields of responses repaired, header and trailer. A request that is too large for the server is not sent, and
 * one whose response is malformed is ended, if it is known whose it is.
 */
export function observeSession(session: ClientHttp2Session): void {
  const request = session.request.bind(session);
  Reflect.set(session, 'request', (headers?: SentHeaders, options?: ClientSessionRequestOptions): object => {
    if (!isGrpc(headers)) return request(headers, options);
    const sender = senderOf(headers);
    const fault = sender && faultOfServer(headers, session);
    if (fault !== undefined) return unsent(sender, fault);
    const stream = request(headers, options);
    const look = (headers: IncomingHttpHeaders, _flags: number, raw: RawHeaders) =>
      receive(headers, raw, sender);
    return stream.on('response', look).on('trailers', look);
  });
}

/** Repairs the fields of a response, and ends its call if they are malformed. */
function receive(headers: IncomingHttpHeaders, raw: RawHeaders, sender: Sender | undefined): void {
  const isEnd = headers['grpc-status'] !== undefined;
  const hasBinary = normalizeHeaders(headers, raw);
  if (sender !== undefined && (isEnd || hasBinary)) failIfMalformed(sender, raw);
}

function failIfMalformed(sender: Sender, raw: RawHeaders): void {
  eachField(raw, (name, value) => {
    const fault = isBinary(name) ? malformedBinary(value) : undefined;
    if (fault !== undefined) sender.fail(Status.INTERNAL, `transport: malformed ${name}: ${fault}`);
    const status = name === 'grpc-status' ? malformedStatus(value) : undefined;
    if (status !== undefined) sender.fail(Status.UNKNOWN, `transport: malformed grpc-status: ${status}`);
  });
}

/** Ends a call in place of sending it, when grpc-js has got its stream. */
function unsent(sender: Sender | undefined, details: string): UnsentStream {
  process.nextTick(() => sender?.fail(Status.INTERNAL, details));
  return new UnsentStream();
}
