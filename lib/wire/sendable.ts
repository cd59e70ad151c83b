import type { Http2Session, OutgoingHttpHeaders } from 'node:http2';
import type { MD } from '../metadata';
import { type Name, nameOf, quote, validateEntry } from '../metadata/internal';
import { toText } from '../status/internal';

/**
 * What Node's HTTP/2 takes of one header list. With more a call fails at a Node peer without any reason, and
 * too many bytes end the connection with all its calls.
 */
const most = {
  fields: 116, // of 128, since up to 12 are gRPC's own
  valueBytes: 2 ** 16,
  bytes: 2 ** 17, // what needs more than nine frames is taken for an attack
};

const unlimited = 2 ** 32 - 1; // what Node takes a peer to mean that sets no limit

/**
 * Returns why Node cannot send `md`, or a Node peer not take it, for its size; `undefined` if they can. The text names the
 * largest keys and no value.
 */
function validateSize(md: MD): string | undefined {
  let fields = 0;
  let bytes = 0;
  let fault: string | undefined;
  md.forEach((values, key) => {
    for (const value of values) {
      const length = lengthOnWire(key, value);
      if (length > most.valueBytes) {
        fault ??= `header key ${quote(key)} has a value of ${length} bytes, but Node takes ${most.valueBytes}`;
      }
      bytes += fieldSize(key, length);
    }
    fields += values.length;
  });
  if (fault !== undefined) return fault;
  if (fields > most.fields) {
    return `header list has ${fields} fields, but Node takes ${most.fields}: ${largest(sizesOf(md))}`;
  }
  return bytes > most.bytes
    ? `header list has ${bytes} bytes, but Node takes ${most.bytes}: ${largest(sizesOf(md))}`
    : undefined;
}

/** Returns the size of what is sent of `md`, by key. */
function sizesOf(md: MD): Map<string, number> {
  const size = (key: string, values: string[]) =>
    values.reduce((sum, value) => sum + fieldSize(key, lengthOnWire(key, value)), 0);
  const sent = [...md].filter(([key]) => !nameOf(key).isReserved);
  return new Map(sent.map(([key, values]) => [key, size(key, values)]));
}

/** What grpc-js and Node add to the header of a response. */
const added = {
  ':status': '200',
  'content-type': 'application/grpc+proto',
  date: 'Thu, 01 Jan 1970 00:00:00 GMT',
  'grpc-accept-encoding': 'identity,deflate,gzip',
  'grpc-encoding': 'identity',
};

/** Returns why the peer of `session` does not take a response header or trailer `md`, for its size; `undefined` if it does. */
export function validateForPeer(md: MD | undefined, session: Http2Session | undefined): string | undefined {
  const limit = session?.remoteSettings?.maxHeaderListSize ?? unlimited;
  if (limit >= unlimited) return undefined;
  const sizes = md === undefined ? new Map<string, number>() : sizesOf(md);
  for (const [name, value] of Object.entries(added)) sizes.set(name, fieldSize(name, value.length));
  const excess = excessOf(sizes, limit);
  if (excess === undefined) return undefined;
  return `transport: trying to send header list size larger than the limit set by peer: ${excess}`;
}

/** Returns why the server of `session` does not take a request of `headers`, for its size; `undefined` if it does. */
export function validateForServer(headers: OutgoingHttpHeaders, session: Http2Session): string | undefined {
  const limit = session.remoteSettings.maxHeaderListSize ?? unlimited;
  const excess = limit < unlimited ? excessOf(sizesOfHeaders(headers), limit) : undefined;
  if (excess === undefined) return undefined;
  return `header list size to send violates the maximum size (${limit} bytes) set by server: ${excess}`;
}

function sizesOfHeaders(headers: OutgoingHttpHeaders): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const [name, value] of Object.entries(headers)) {
    let size = 0;
    for (const item of Array.isArray(value) ? value : [value]) size += fieldSize(name, String(item).length);
    sizes.set(name, size);
  }
  return sizes;
}

/** Returns which keys are the largest if `sizes` are more than `limit` together; `undefined` if they are not. */
function excessOf(sizes: ReadonlyMap<string, number>, limit: number): string | undefined {
  let bytes = 0;
  for (const size of sizes.values()) bytes += size;
  return bytes > limit ? largest(sizes) : undefined;
}

/** Returns the size of a field as HTTP/2 counts it (RFC 7541, section 4.1). */
function fieldSize(name: string, length: number): number {
  return name.length + length + 32;
}

function lengthOnWire(key: string, value: string): number {
  return nameOf(key).isBinary ? Math.ceil(value.length / 3) * 4 : value.length;
}

function largest(sizes: ReadonlyMap<string, number>): string {
  const first = [...sizes].sort(([, a], [, b]) => b - a).slice(0, 3);
  return `the largest keys are ${first.map(([key, size]) => `${quote(key)} (${size} bytes)`).join(', ')}`;
}

/**
 * Returns why `md` cannot be sent, in a text that names the key and no value, or `undefined` if it can. Beside what
 * grpc-go checks, names that belong to one HTTP/1 connection are refused: HTTP/2 forbids them, and what a runtime or a
 * peer does about one harms other calls.
 */
export function validateOnSend(md: ReadonlyMap<string, readonly string[]>): string | undefined {
  for (const [key, values] of md) {
    const fault = validateField(key, values);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** Returns why `values` cannot be sent under `key`, as `validateOnSend` does. */
function validateField(key: string, values: readonly string[], name: Name = nameOf(key)): string | undefined {
  const fault = validateEntry(key, values, name);
  if (fault !== undefined || !name.isHopByHop) return fault;
  return `header key ${quote(key)} belongs to one HTTP/1 connection, which HTTP/2 forbids`;
}

/** Below this the size of what is sent need not be counted exactly. */
export const small = { fields: 100, bytes: 2 ** 15 };

const printable = /^[ -~]*$/;

/** Reports whether a field goes over the wire as it is, as most do: what does not is looked at closely. */
export function isPlain(key: string, value: string): boolean {
  return nameOf(key).isPlain && printable.test(value);
}

/**
 * Returns why grpc-js cannot send `md`, or the client of `session` not take it as a header or trailer of its response, in a text that
 * names the key and no value; `undefined` if they can.
 */
export function validateSent(md: MD, session?: Http2Session): string | undefined {
  let isAllPlain = true;
  let fields = 0;
  let bytes = 0;
  md.forEach((values, key) => {
    fields += values.length;
    for (const value of values) {
      isAllPlain &&= isPlain(key, value);
      bytes += key.length + value.length;
    }
  });
  const isSmall = fields <= small.fields && bytes <= small.bytes;
  const fault = isAllPlain && isSmall ? undefined : (validateEach(md) ?? validateSize(md));
  return fault ?? validateForPeer(md, session);
}

function validateEach(md: MD): string | undefined {
  for (const [key, values] of md) {
    const name = nameOf(key);
    const fault = validateField(key, values, name) ?? validateOnNode(name, values);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function validateOnNode({ text, isSingleton }: Name, values: readonly string[]): string | undefined {
  if (text === 'content-length') {
    return 'header key "content-length" is not allowed on gRPC calls';
  }
  if (text === '__proto__')
    return 'header key "__proto__" cannot be sent, as Node keeps headers in an object';
  if (values.length <= 1 || !isSingleton) return undefined;
  return `header key ${quote(text)} has ${values.length} values, but Node sends one at most`;
}

/**
 * How many bytes the details of a status may have in a header. A Node client loses its connection, and does not even
 * notice, with a value of more than 65536; other peers take less, and all a list of this size.
 */
const longestMessage = 8192;

const mostOfOne = 12; // bytes of a character, encoded

/**
 * Returns `details` as they can be sent: cut to what peers take, and without half characters, at which grpc-js throws when it
 * encodes them.
 */
export function statusMessage(details: unknown): string {
  const text = toText(details);
  if (text.length * mostOfOne <= longestMessage) return text;
  let bytes = 0;
  let length = 0;
  for (const character of text) {
    bytes += encodeURI(character).length;
    if (bytes > longestMessage) return text.slice(0, length);
    length += character.length;
  }
  return text;
}
