import type { OutgoingHttpHeaders } from 'node:http2';
import type { Status } from 'nice-grpc-common';

/** Notified when the headers of its call are rejected. */
export interface Sender {
  /** Ends the call with a status, for a fault of the headers that it sends or of those that it received. */
  fail(code: Status, details: string): void;
}

// Copies of the library share it, as they share the watch over node:http2.
export const senderKey: unique symbol = Symbol.for('mdctx.sender.1');

/** The headers of a request, and who sends them, if that is known. */
export interface SentHeaders extends OutgoingHttpHeaders {
  [senderKey]?: Sender;
}

/** Returns who sends `headers`, if that is known. */
export function senderOf(headers: SentHeaders): Sender | undefined {
  return headers[senderKey];
}
