import { wrongType } from '../context/internal';

const singletons = new Set([
  'access-control-allow-credentials',
  'access-control-max-age',
  'access-control-request-method',
  'age',
  'authorization',
  'content-encoding',
  'content-language',
  'content-length',
  'content-location',
  'content-md5',
  'content-range',
  'date',
  'dnt',
  'etag',
  'expires',
  'from',
  'host',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'last-modified',
  'location',
  'max-forwards',
  'proxy-authorization',
  'range',
  'referer',
  'retry-after',
  'tk',
  'upgrade-insecure-requests',
  'x-content-type-options',
]);

/**
 * Reports whether `key`, which is in lower case, is a name that Node's HTTP/2 sends once only: with a second value it
 * throws, and grpc-js drops the connection.
 */
export function isSingleton(key: string): boolean {
  return singletons.has(key);
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

const shown = new Set([':authority', 'content-type', 'user-agent']);

const hopByHop = new Set([
  'connection',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
]);

/** The properties of a key, computed once for all the calls that use it. */
export class Name {
  /** The key as MD keeps it. */
  readonly text: string;
  /** Whether its values are arbitrary bytes. */
  readonly isBinary: boolean;
  /** Whether it consists of what grpc-go allows. */
  readonly isLegal: boolean;
  /** Whether it is one of HTTP/2's own, which begin with a colon. */
  readonly isPseudo: boolean;
  /** See the function `isReserved`. */
  readonly isReserved: boolean;
  /** Whether the receiver is not shown it either. */
  readonly isHidden: boolean;
  /** See the function `isHopByHop`. */
  readonly isHopByHop: boolean;
  /** See the function `isSingleton`. */
  readonly isSingleton: boolean;
  /** Whether it is sent as it is, and its values if they are printable: it is legal, and nothing else of the above. */
  readonly isPlain: boolean;

  constructor(key: string) {
    this.text = lower(key);
    this.isBinary = this.text.endsWith('-bin');
    this.isLegal = /^[0-9a-z._-]+$/.test(this.text);
    this.isPseudo = this.text.startsWith(':');
    this.isReserved = this.isPseudo || reserved.has(this.text);
    this.isHidden = this.isReserved && !shown.has(this.text);
    this.isHopByHop = hopByHop.has(this.text);
    this.isSingleton = isSingleton(this.text);
    const isSpecial = this.isBinary || this.isReserved || this.isHopByHop || this.isSingleton;
    this.isPlain = this.isLegal && this.text === key && !isSpecial && this.text !== '__proto__';
  }
}

/** The names that were used lately, and those of the time before. Peers send names too, in any number. */
let names = new Map<string, Name>();
let olderNames = new Map<string, Name>();
const most = 500; // a generation

/** Returns the properties of `key`, in any case. */
export function nameOf(key: string): Name {
  return names.get(key) ?? remember(key);
}

function remember(key: string): Name {
  const name = olderNames.get(key) ?? new Name(key);
  if (name.text.length > 100) return name;
  if (names.size === most) {
    olderNames = names;
    names = new Map();
  }
  names.set(key, name);
  return name;
}

/**
 * Returns the properties of `key`.
 *
 * @throws TypeError if it is not a string. `where` begins the text.
 */
export function mustBeName(where: string, key: unknown): Name {
  if (typeof key === 'string') return names.get(key) ?? remember(key);
  throw wrongType(`${where}: a key`, 'a string', key);
}

/**
 * Returns `key` with its ASCII letters in lower case. Other letters are left alone, so that no letter from
 * elsewhere in Unicode can turn into one that is legal in a key.
 */
export function lower(key: string): string {
  return /[A-Z]/.test(key) ? key.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : key;
}

/**
 * Reports whether `key` belongs to gRPC itself or to HTTP/2: it is then dropped when metadata is sent, so that copying what
 * came in to what goes out does no harm.
 *
 * Ports grpc-go's `isReservedHeader`.
 */
export function isReserved(key: string): boolean {
  return nameOf(key).isReserved;
}

/**
 * Reports whether `key` describes one HTTP/1 connection. HTTP/2 forbids such a field: a peer that sees one resets the stream
 * (RFC 9113, section 8.2.2).
 */
export function isHopByHop(key: string): boolean {
  return nameOf(key).isHopByHop;
}
