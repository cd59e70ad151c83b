import type { Readable } from 'node:stream';
import type {
  Metadata,
  MetadataValue,
  ServerDuplexStream,
  ServerReadableStream,
  ServerUnaryCall,
  ServerWritableStream,
  sendUnaryData,
} from '@grpc/grpc-js';
import { MD } from '../metadata';
import { nameOf, setOwned } from '../metadata/internal';
import { type SessionPolicy, sessionPolicyKey } from '../wire/internal';

/** Returns `like` as the class that grpc-js asks for. */
export function asMetadata(like: Pick<Metadata, 'toHttp2Headers' | 'getOptions'>): Metadata {
  return like as unknown as Metadata; // it has all public methods, and `Metadata.prototype` among its prototypes
}

/** Returns `bytes` themselves as the Buffer that grpc-js asks for. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Returns `serialize`, whose bytes are as `asBuffer` returns them. */
export function inBuffers(serialize: (message: unknown) => Uint8Array): (message: unknown) => Buffer {
  return (message) => asBuffer(serialize(message));
}

/** Returns the values of `metadata` as an MD of its own. */
export function fromMetadata(metadata: Metadata): MD {
  const md = new MD();
  takeFrom(metadata, md);
  return md;
}

/** Gives `md`, which is empty, the values of `metadata`. */
function takeFrom(metadata: Metadata, md: MD): void {
  const lists = metadata.toJSON();
  for (const key of Object.keys(lists)) {
    const values = lists[key]?.map(asText) ?? [];
    if (values.length > 0) setOwned(md, key, values);
  }
}

/** Removes from `md` what is gRPC's own and not shown to its receiver. */
export function removeHidden(md: MD): void {
  for (const key of md.keys()) if (nameOf(key).isHidden) md.delete(key);
}

function asText(value: MetadataValue): string {
  return typeof value === 'string' ? value : value.toString('latin1');
}

/** Reports whether `x` is metadata, that of another copy of grpc-js included. */
export function isMetadata(x: unknown): x is Metadata {
  return typeof x === 'object' && x !== null && 'getMap' in x;
}

/**
 * Returns the HTTP/2 stream of a call on a server, where grpc-js keeps it: in the innermost of the calls that interceptors
 * have put around each other. It is for a version of grpc-js whose metadata does not have the raw fields.
 */
export function streamOf(call: object): object | undefined {
  const stream: unknown = Reflect.get(call, 'stream');
  if (typeof stream === 'object' && stream !== null) return stream;
  const next: unknown = Reflect.get(call, 'nextCall') ?? Reflect.get(call, 'call'); // that of a handler has it
  return typeof next === 'object' && next !== null ? streamOf(next) : undefined;
}

/** A call as grpc-js gives it to a handler, of any kind. */
export type HandledCall =
  | ServerUnaryCall<unknown, unknown>
  | ServerReadableStream<unknown, unknown>
  | ServerWritableStream<unknown, unknown>
  | ServerDuplexStream<unknown, unknown>;

/** A handler of grpc-js's, of any kind. `answer` is for a method with one response. */
export type Handler = (call: HandledCall, answer: sendUnaryData<unknown>) => unknown;

/** Returns `x` as a handler, if it can be one: grpc-js knows the kind of a handler only by a separate word. */
export function asHandler(x: unknown): Handler | undefined {
  return typeof x === 'function' ? (x as Handler) : undefined;
}

/** Returns the request of a call that has one. */
export function requestOf(call: HandledCall): unknown {
  return 'request' in call ? call.request : undefined;
}

/** Returns the requests of a call with a stream of them: there its call is that stream. */
export function requestsOf(call: HandledCall): Readable {
  return call as ServerReadableStream<unknown, unknown>;
}

/** Returns the responses of a call with a stream of them: there its call is that stream. */
export function responsesOf(call: HandledCall): ServerWritableStream<unknown, unknown> {
  return call as ServerWritableStream<unknown, unknown>;
}

/** Returns the code of the status that was sent on the stream of a call; `undefined` if none was. */
export function sentStatusOf(call: object): number | undefined {
  const stream = streamOf(call);
  for (const name of ['sentTrailers', 'sentHeaders']) {
    const sent: unknown = stream && Reflect.get(stream, name); // Node's, which grpc-js does not hand on
    const code: unknown =
      typeof sent === 'object' && sent !== null ? Reflect.get(sent, 'grpc-status') : undefined;
    if (code !== undefined) return Number(code);
  }
  return undefined;
}

/** Has `told` called with the size of each message of a call on a server. Reports whether it can: not if this grpc-js's calls have no handler. */
export function measureMessages(
  call: object,
  told: (direction: 'sent' | 'received', bytes: number) => void,
): boolean {
  const next: unknown = Reflect.get(call, 'nextCall');
  if (typeof next === 'object' && next !== null) return measureMessages(next, told);
  const handler: unknown = Reflect.get(call, 'handler'); // private, and the only place where a message and its bytes meet
  if (!isCodec(handler)) return false;
  const { serialize, deserialize } = handler;
  const measuring = {
    serialize(message: unknown): Uint8Array {
      const bytes = serialize(message);
      told('sent', bytes.length);
      return bytes;
    },
    deserialize(bytes: Uint8Array): unknown {
      told('received', bytes.length);
      return deserialize(bytes);
    },
  };
  return Reflect.set(call, 'handler', { ...handler, ...measuring });
}

interface Codec {
  serialize(message: unknown): Uint8Array;
  deserialize(bytes: Uint8Array): unknown;
}

function isCodec(x: unknown): x is Codec {
  if (typeof x !== 'object' || x === null || !('serialize' in x) || !('deserialize' in x)) return false;
  return typeof x.serialize === 'function' && typeof x.deserialize === 'function';
}

/**
 * Has `policy` hold for the connections of `server`, of grpc-js's own class. Returns whether it will: a version that keeps what it makes
 * its servers of elsewhere has no place for it.
 */
export function setSessionPolicy(server: object, policy: SessionPolicy): boolean {
  const options: unknown = Reflect.get(server, 'commonServerOptions'); // private, and what it gives to node:http2
  if (typeof options !== 'object' || options === null) return false;
  return Reflect.set(options, sessionPolicyKey, policy);
}
