import http2, {
  type ClientHttp2Stream,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import { MD } from '../metadata';
import { appendOwned, decodeBinary, type Incoming, type Name, nameOf, quote } from '../metadata/internal';

/** Reports whether `headers` are those of a gRPC request. */
export function isGrpc<Headers extends IncomingHttpHeaders | OutgoingHttpHeaders>(
  headers: Headers | undefined,
): headers is Headers {
  return String(headers?.['content-type']).startsWith('application/grpc');
}

/**
 * A list of header fields as they came over the wire: name, value, name, value. Names are in lower case, as HTTP/2
 * demands.
 */
export type RawHeaders = readonly string[];

/** Calls `f` with each field of `raw`, in order. */
export function eachField(raw: RawHeaders, f: (name: string, value: string) => void): void {
  for (let i = 1; i < raw.length; i += 2) f(raw[i - 1] ?? '', raw[i] ?? '');
}

/** Returns the values of a `-bin` field as it came over the wire: several may stand in one, with commas between. */
export function binaryValues(field: string): string[] {
  return field.split(',').map((value) => value.trim());
}

/**
 * Undoes in place what Node does to fields that were sent more than once: it joins their values with a comma, or
 * keeps the first of them. Each such name gets the list of its values, in the order in which they were sent. So does a
 * `-bin` name with several values in one field, of which grpc-js knows only where it finds no list.
 */
export function restoreRepeated(headers: IncomingHttpHeaders, raw: RawHeaders): void {
  const fields = new Map<string, string[]>();
  eachField(raw, (name, value) => {
    const list = nameOf(name).isBinary ? binaryValues(value) : [value];
    const values = fields.get(name);
    if (values === undefined) fields.set(name, list);
    else values.push(...list);
  });
  for (const [name, values] of fields) {
    if (values.length > 1 && !name.startsWith(':')) headers[name] = values;
  }
}

/** Returns what is wrong with `field`, that of a `-bin` name; `undefined` if it is base64. */
export function malformedBinary(field: string): string | undefined {
  try {
    for (const value of binaryValues(field)) decodeBinary(value);
    return undefined;
  } catch (fault) {
    return fault instanceof Error ? fault.message : String(fault);
  }
}

/** Returns what is wrong with `value`, that of a `grpc-status` field, with Go's text; `undefined` if it is a number. */
export function malformedStatus(value: string): string | undefined {
  if (/^\d{1,9}$/.test(value)) return undefined;
  const parsing = `strconv.ParseInt: parsing ${quote(value)}`;
  if (!/^[+-]?\d+$/.test(value)) return `${parsing}: invalid syntax`;
  return Math.abs(Number(value)) >= 2 ** 31 ? `${parsing}: value out of range` : undefined;
}

/** The header fields of a gRPC request or response as they came over the wire. */
export interface ReceivedHeaders<Stream = ServerHttp2Stream | ClientHttp2Stream> {
  readonly raw: RawHeaders;
  /** The stream that they came on. */
  readonly stream: Stream;
}

/**
 * What is kept of header objects. What was kept last is apart until it is read: grpc-js reads it at once, and an entry of a
 * WeakMap takes 1.7 us, and as much again when garbage is collected (Node 24).
 */
interface Kept {
  owner: object | undefined;
  received: ReceivedHeaders | undefined;
  readonly others: WeakMap<object, ReceivedHeaders>;
}

// Node gives the raw list to the listeners of its events alone, and grpc-js's do not ask for it. Nothing else than the header
// object, or the stream where the runtime drops that, leads from grpc-js back to the list. Copies of the library share it,
// as they share the patch of node:http2.
const place = Symbol.for('mdctx.http2.received.2');

let kept: Kept | undefined; // once something is kept, or looked for

function findKept(): Kept {
  const home: typeof http2 & { [place]?: Kept } = http2;
  home[place] ??= { owner: undefined, received: undefined, others: new WeakMap() };
  return home[place];
}

/**
 * Keeps `received` for `owner`, a header object of Node's or a stream, until it is read or `owner` is gone. What was kept last is held
 * until the next is kept, if it is not read.
 */
export function keepHeaders(owner: object, received: ReceivedHeaders): void {
  kept ??= findKept();
  if (kept.owner !== undefined && kept.received !== undefined) kept.others.set(kept.owner, kept.received);
  kept.owner = owner;
  kept.received = received;
}

/** Returns what was kept for `owner`, if anything was. It is for one reader. */
export function receivedHeaders(owner: object): ReceivedHeaders | undefined {
  kept ??= findKept();
  if (owner !== kept.owner) return kept.others.get(owner);
  const { received } = kept;
  kept.owner = undefined;
  kept.received = undefined;
  return received;
}

/**
 * The metadata of a request as grpc-go shows it to a handler, read from what came over the wire whenever it is asked for:
 * a reader of one key does not pay for all, and a copy is made at once rather than of another.
 */
export class IncomingFields implements Incoming {
  private readonly raw: RawHeaders;

  constructor(raw: RawHeaders) {
    this.raw = raw;
  }

  copy(): MD {
    const md = new MD();
    const hosts: string[] = [];
    const { raw } = this;
    for (let i = 1; i < raw.length; i += 2) {
      const key = raw[i - 1] ?? '';
      const value = raw[i] ?? '';
      const name = nameOf(key);
      if (key === 'host') hosts.push(value);
      else if (!name.isHidden) appendOwned(md, key, name.isBinary ? valuesOf(name, value) : [value]);
    }
    if (hosts.length > 0 && !md.has(':authority')) appendOwned(md, ':authority', hosts);
    return md;
  }

  get(key: string): string[] | undefined {
    const { text, isHidden } = nameOf(key);
    if (isHidden || text === 'host') return undefined;
    return this.valuesIn(text) ?? (text === ':authority' ? this.valuesIn('host') : undefined);
  }

  private valuesIn(wanted: string): string[] | undefined {
    const { raw } = this;
    let values: string[] | undefined;
    for (let i = 1; i < raw.length; i += 2) {
      if (raw[i - 1] !== wanted) continue;
      const more = valuesOf(nameOf(wanted), raw[i] ?? '');
      values = values === undefined ? more : values.concat(more);
    }
    return values;
  }
}

/** Returns what a field says as MD keeps it. */
export function valuesOf(name: Name, field: string): string[] {
  return name.isBinary ? binaryValues(field).map(decodeBinary) : [field];
}
