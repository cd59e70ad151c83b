/**
 * Returns `key` with its ASCII letters in lower case. Other letters are left alone, so that no letter from
 * elsewhere in Unicode can turn into one that is legal in a key.
 */
export function lower(key: string): string {
  return /[A-Z]/.test(key) ? key.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : key;
}

/**
 * Returns `key` as MD keeps it.
 *
 * @throws TypeError if it is not a string.
 */
export function storedKey(key: unknown): string {
  if (typeof key === 'string') return lower(key);
  throw new TypeError(`metadata: a key must be a string: got ${key === null ? 'null' : typeof key}`);
}

/** Tells whether the values of `key`, which is in lower case, are arbitrary bytes. */
export function isBinary(key: string): boolean {
  return key.endsWith('-bin');
}

const reserved = new Set([
  'content-type',
  'grpc-encoding',
  'grpc-message',
  'grpc-message-type',
  'grpc-status',
  'grpc-timeout',
  'te',
  'user-agent',
]);

/**
 * Tells whether `key`, which is in lower case, belongs to gRPC itself or to HTTP/2: it is then dropped when
 * metadata is sent, so that copying what came in to what goes out does no harm.
 *
 * Ports grpc-go's `isReservedHeader`.
 */
export function isReserved(key: string): boolean {
  return key.startsWith(':') || reserved.has(key);
}

const hopByHop = new Set([
  'connection',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
]);

/**
 * Tells whether `key`, which is in lower case, speaks of one HTTP/1 connection. HTTP/2 forbids such a field: a
 * peer that sees one resets the stream (RFC 9113, section 8.2.2).
 */
export function isHopByHop(key: string): boolean {
  return hopByHop.has(key);
}
