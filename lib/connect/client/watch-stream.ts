import { type ClientHttp2Stream, constants } from 'node:http2';

import { ConnectError } from '@connectrpc/connect';
import { background, run } from '../../context';
import { peerOfSocket } from '../../wire/internal';
import type { RawFields } from '../fields';
import type { Encodings } from '../last-envelope';
import type { Protocol } from '../protocol';
import type { ClientCall } from './client-call';
import { EnvelopeReader } from './envelope-reader';
import { encodingIn, goOnInCall, hasEnvelopes, isTrailerAlone, readOutside, redefine } from './watch';

const { NGHTTP2_CANCEL, NGHTTP2_INTERNAL_ERROR } = constants;

/** Has `call` told of the response that comes on `stream`, and `stream` left by a reset alone. */
export function watchStream(
  stream: ClientHttp2Stream,
  call: ClientCall,
  protocol: Protocol,
  encodings: Encodings,
): void {
  const { session } = stream;
  if (session?.socket !== undefined) call.connected(peerOfSocket(session.socket));
  const reader = new EnvelopeReader(protocol, encodings, (trailer) => call.receiveTrailer(trailer));
  let isDeliberate = false;
  stream.on('response', (_headers, _flags, raw: RawFields = []) => {
    reader.setEncoding(encodingIn(raw));
    call.receiveHeader(raw, protocol, isTrailerAlone(raw, protocol));
  });
  stream.on('trailers', (_headers, _flags, raw: RawFields = []) => call.receiveTrailer(raw));
  stream.on('error', (error) => {
    isDeliberate = error instanceof ConnectError; // that of the side which closed the session
  });
  stream.once('close', () => {
    if (session?.destroyed && !isDeliberate) call.lost();
  });
  leaveByReset(stream, call);
  goOnInCall(stream, call);
  readOutside(stream, hasEnvelopes(protocol) ? reader : undefined);
}

/**
 * Has `close` send a reset alone. Node's ends the stream before it resets it, so that the server takes what was sent for the
 * whole. A stream that is not ended goes at once: Node waits for its end if the server resets it, too, and without an error. For the
 * end of a context the code is that of a cancellation.
 */
function leaveByReset(stream: ClientHttp2Stream, call: ClientCall): void {
  const close = stream.close.bind(stream);
  redefine(stream, 'close', (code?: number, callback?: () => void) => {
    const isOpen = !stream.writableEnded;
    if (isOpen) redefine(stream, 'end', () => stream);
    const left = code === NGHTTP2_INTERNAL_ERROR && call.endedWith !== undefined ? NGHTTP2_CANCEL : code;
    run(background(), () => {
      close(left, callback);
      if (isOpen) stream.destroy();
    });
  });
}
