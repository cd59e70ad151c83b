import { Metadata, type MetadataOptions } from '@grpc/grpc-js';
import type { MD } from '../metadata';
import { appendOwned, nameOf } from '../metadata/internal';
import {
  binaryValues,
  eachField,
  isUnsupported,
  type ReceivedHeaders,
  receivedHeaders,
  type SentFields,
  supportedFields,
  wholeFields,
} from '../wire/internal';
import { asMetadata, isMetadata } from './convert';
import { FieldMetadata } from './field-metadata';

const brand = Symbol.for('mdctx.received.1'); // copies of the library share it

/**
 * The metadata of grpc-js for header fields that came over the wire: each field is a value of its own, and what grpc-js would
 * print to its log is left out.
 */
export class ReceivedMetadata extends FieldMetadata {
  readonly #received: ReceivedHeaders;
  /** Whether it has all that was received. */
  readonly isWhole: boolean;

  constructor(received: ReceivedHeaders, isWhole: boolean, fields: SentFields, options?: MetadataOptions) {
    super(fields, options);
    this.#received = received;
    this.isWhole = isWhole;
  }

  /** Returns the header fields that `metadata` was made of, if they are known. */
  static headersOf(metadata: Metadata): ReceivedHeaders | undefined {
    const branded: Metadata & { readonly [brand]?: ReceivedHeaders } = metadata;
    return branded[brand];
  }

  get [brand](): ReceivedHeaders {
    return this.#received;
  }

  override clone(): ReceivedMetadata {
    return new ReceivedMetadata(this.#received, this.isWhole, this.shared(), this.getOptions());
  }

  /** The values that grpc-js cannot hold are among them: those beyond ASCII, for one. */
  override copyShown(md: MD): void {
    super.copyShown(md);
    if (this.isWhole) return;
    const { raw } = this.#received;
    const keys = new Set<string>();
    eachField(raw, (key, value) => {
      const name = nameOf(key);
      if (!name.isHidden && isUnsupported(name, value)) keys.add(key);
    });
    for (const key of keys) md.delete(key); // all of its values, in order
    eachField(raw, (key, value) => {
      if (!keys.has(key)) return;
      const texts = () => binaryValues(value).map((text) => Buffer.from(text, 'base64').toString('latin1'));
      appendOwned(md, key, nameOf(key).isBinary ? texts() : [value]);
    });
  }
}

/** Returns the metadata of grpc-js for what was received. */
export function receivedMetadata(received: ReceivedHeaders): Metadata {
  const whole = wholeFields(received.raw);
  const fields = whole ?? supportedFields(received.raw);
  return asMetadata(new ReceivedMetadata(received, whole !== undefined, fields));
}

const fed = Symbol.for('mdctx.metadata.fed.1');

/**
 * Has grpc-js make the metadata of what it receives of the raw fields, where they are known. Returns whether it does: a
 * version with other internals is left alone.
 */
export function feedMetadata(): boolean {
  const { fromHttp2Headers } = Metadata;
  if (Reflect.has(fromHttp2Headers, fed)) return true;
  if (!fits()) return false;
  const fromReceived: typeof fromHttp2Headers = (headers) => {
    const received = receivedHeaders(headers);
    return received === undefined
      ? Reflect.apply(fromHttp2Headers, Metadata, [headers])
      : receivedMetadata(received);
  };
  return Reflect.set(Metadata, 'fromHttp2Headers', Object.assign(fromReceived, { [fed]: true }));
}

/** Reports whether this version of grpc-js reads the values of other metadata where `FieldMetadata` has them. */
function fits(): boolean {
  const stream = Object.create(null); // nobody looks at it
  const metadata = receivedMetadata({ raw: ['k', 'v1', 'k', 'v2', 'te', 'trailers'], stream });
  metadata.remove('te');
  metadata.add('other', 'v');
  const merged = new Metadata();
  merged.merge(metadata);
  return JSON.stringify(merged.toJSON()) === '{"k":["v1","v2"],"other":["v"]}';
}

/** Copies of what came over the wire, which are metadata of grpc-js's own class: its class has no place for that. */
const copies = new WeakSet<Metadata>();

/** Returns `metadata`, a copy of what came over the wire. */
export function asReceived(metadata: Metadata): Metadata {
  copies.add(metadata);
  return metadata;
}

/**
 * Reports whether `metadata` came over the wire. That of an error is what another server has sent, which is not to be sent
 * on.
 */
export function isReceived(metadata: unknown): boolean {
  return isMetadata(metadata) && (copies.has(metadata) || ReceivedMetadata.headersOf(metadata) !== undefined);
}
