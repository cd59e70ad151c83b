import type { OutgoingHttpHeaders } from 'node:http2';
import { Metadata, type MetadataOptions, type MetadataValue } from '@grpc/grpc-js';
import type { MD } from '../metadata';
import { appendOwned, encodeBinary, nameOf } from '../metadata/internal';
import { type Sender, type SentFields, type SentHeaders, senderKey, wireFields } from '../wire/internal';
import { asMetadata } from './convert';

/**
 * Metadata of grpc-js that is a list of fields as they go over the wire, which were checked before and are not checked again.
 * Clones share the list until one is changed. On the wire the bytes of a `-bin` key have no padding, as grpc-go's have none.
 *
 * It is a `Metadata` by its prototype alone: the constructor of that makes a map each time, and a call has five.
 */
export class FieldMetadata {
  #fields: SentFields;
  #own: string[] | undefined; // the list, once it is shared with no other
  #options: MetadataOptions;
  readonly #sender: Sender | undefined; // of a request, which its clones know too

  constructor(fields: SentFields, options: MetadataOptions = {}, sender?: Sender) {
    this.#fields = fields;
    this.#options = options;
    this.#sender = sender;
  }

  /** Returns `md` without the names that are reserved. */
  static of(md: MD | undefined): Metadata {
    return asMetadata(new FieldMetadata(md === undefined ? [] : wireFields(md)));
  }

  clone(): FieldMetadata {
    return new FieldMetadata(this.shared(), this.#options, this.#sender);
  }

  /** Returns the list, for another to have it too. */
  protected shared(): SentFields {
    this.#own = undefined;
    return this.#fields;
  }

  set(key: string, value: MetadataValue): void {
    this.remove(key);
    this.add(key, value);
  }

  /** @throws Error if grpc-js's own does; its own names need no check. */
  add(key: string, value: MetadataValue): void {
    const name = nameOf(key);
    if (!ownNames.has(name.text)) new Metadata().add(key, value);
    this.#become(this.#fields.concat(name.text, encoded(value))); // exactly as long as it must be
  }

  remove(key: string): void {
    const name = nameOf(key).text;
    let end = 0; // of what stays
    while (end < this.#fields.length && this.#fields[end] !== name) end += 2;
    if (end === this.#fields.length) return;
    const own = this.#own ?? this.#fields.slice();
    for (let i = end + 3; i < own.length; i += 2) {
      const [field = '', value = ''] = [own[i - 1], own[i]];
      if (field === name) continue;
      own[end++] = field;
      own[end++] = value;
    }
    own.length = end;
    this.#become(own);
  }

  get(key: string): MetadataValue[] {
    const fields = this.#fields;
    const { text, isBinary } = nameOf(key);
    let values: MetadataValue[] | undefined;
    for (let i = 1; i < fields.length; i += 2) {
      if (fields[i - 1] !== text) continue;
      const value = isBinary ? bytesOf(fields[i] ?? '') : (fields[i] ?? '');
      if (values === undefined) values = [value];
      else values.push(value);
    }
    return values ?? [];
  }

  /** Takes what `other` has: into a request before its own, as grpc-js merges the credentials of a call, which grpc-go sends first. */
  merge(other: Metadata): void {
    const more = fieldsOf(other);
    if (more.length === 0) return;
    this.#become(this.#sender === undefined ? this.#fields.concat(more) : more.concat(this.#fields));
  }

  /** Has `fields` for its list, which is shared with no other. */
  #become(fields: string[]): void {
    this.#own = fields;
    this.#fields = fields;
  }

  getMap(): Record<string, MetadataValue> {
    const first: Record<string, MetadataValue> = {};
    for (const [key, [value]] of this.internalRepr) if (value !== undefined) first[key] = value;
    return first;
  }

  toJSON(): Record<string, MetadataValue[]> {
    return Object.fromEntries(this.internalRepr);
  }

  getOptions(): MetadataOptions {
    return this.#options;
  }

  setOptions(options: MetadataOptions): void {
    this.#options = options;
  }

  /** What the methods of another `Metadata` read of one that is merged into it. */
  get internalRepr(): Map<string, MetadataValue[]> {
    const lists = new Map<string, MetadataValue[]>();
    for (let i = 0; i < this.#fields.length; i += 2) {
      const key = this.#fields[i] ?? '';
      if (!lists.has(key)) lists.set(key, this.get(key));
    }
    return lists;
  }

  toHttp2Headers(): OutgoingHttpHeaders {
    const fields = this.#fields;
    const headers: SentHeaders = {};
    for (let i = 1; i < fields.length; i += 2) {
      const [key = '', value = ''] = [fields[i - 1], fields[i]];
      const before = headers[key];
      if (typeof before === 'string') headers[key] = [before, value];
      else if (Array.isArray(before)) before.push(value);
      else headers[key] = value; // there was nothing but what each object has, such as a constructor
    }
    if (this.#sender !== undefined) headers[senderKey] = this.#sender;
    return headers;
  }

  /** Adds to `md`, which is empty, what its receiver may see. */
  copyShown(md: MD): void {
    const fields = this.#fields;
    for (let i = 1; i < fields.length; i += 2) {
      const [key = '', value = ''] = [fields[i - 1], fields[i]];
      const { isHidden, isBinary } = nameOf(key);
      if (!isHidden) appendOwned(md, key, [isBinary ? bytesOf(value).toString('latin1') : value]);
    }
  }
}

Object.setPrototypeOf(FieldMetadata.prototype, Metadata.prototype);

/** What grpc-js itself sets. */
const ownNames = new Set(['accept-encoding', 'grpc-accept-encoding', 'grpc-encoding', 'grpc-timeout']);

/** Returns what `metadata` holds as it goes over the wire. */
function fieldsOf(metadata: Metadata): string[] {
  const fields: string[] = [];
  for (const [key, values] of Object.entries(metadata.toJSON())) {
    for (const value of values) fields.push(key, encoded(value));
  }
  return fields;
}

function encoded(value: MetadataValue): string {
  return typeof value === 'string' ? value : encodeBinary(value.toString('latin1'));
}

function bytesOf(value: string): Buffer {
  return Buffer.from(value, 'base64');
}
