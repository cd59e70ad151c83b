import type { OutgoingHttpHeaders } from 'node:http2';
import { Metadata, type MetadataOptions, type MetadataValue } from '@grpc/grpc-js';
import type { MD } from '../metadata';
import { decodeBinary, encodeBinary, isBinary, lower, nameOf } from '../metadata/internal';

import { type Sender, type SentFields, type SentHeaders, senderKey } from '../wire/internal';
import { listsOf } from './client/convert';

/**
 * The header or trailer of a response on its way through grpc-js. What it is made of was checked before, and is not checked
 * again. Its clones share its values. On the wire the bytes of a `-bin` key have no padding, as grpc-go's have none.
 */
export class WireMetadata extends Metadata {
  /** Returns `md` without the names that are reserved. */
  static of(md: MD | undefined): WireMetadata {
    const metadata = new WireMetadata();
    md?.forEach((values, key) => {
      const name = nameOf(key);
      if (!name.isReserved) metadata.put(key, name.isBinary ? values.map(bytesOf) : values);
    });
    return metadata;
  }

  override clone(): WireMetadata {
    const metadata = new WireMetadata(this.getOptions());
    for (const [key, values] of this.lists()) metadata.put(key, values);
    return metadata;
  }

  /** Adds a value to a list of its own, since clones may share the one that was there. */
  override add(key: string, value: MetadataValue): void {
    const before = this.get(key);
    this.set(key, value);
    if (before.length > 0) this.put(lower(key), [...before, value]);
  }

  override toHttp2Headers(): OutgoingHttpHeaders {
    const headers: OutgoingHttpHeaders = {};
    for (const [key, values] of this.lists()) {
      const [first, second] = values;
      if (second !== undefined || first === undefined) headers[key] = values.map(onWire);
      else headers[key] = onWire(first);
    }
    return headers;
  }

  /** Makes `values` those of `key`: where grpc-js keeps them, which checks nothing again, or else as anybody does. */
  private put(key: string, values: MetadataValue[]): void {
    if (this.internalRepr instanceof Map) this.internalRepr.set(key, values);
    else for (const value of values) super.add(key, value);
  }

  private lists(): Iterable<readonly [string, MetadataValue[]]> {
    return this.internalRepr instanceof Map ? this.internalRepr : Object.entries(this.toJSON());
  }
}

function bytesOf(value: string): Buffer {
  return Buffer.from(value, 'latin1');
}

function onWire(value: MetadataValue): string {
  return typeof value === 'string' ? value : encodeBinary(value.toString('latin1'));
}

/**
 * What a call sends, on its way through grpc-js: fields as they go over the wire, which were checked before and are not
 * checked again. Clones share them until one is changed, and know the sender.
 *
 * It is a `Metadata` by its prototype alone: the constructor of that makes a map each time, and a call has three clones.
 */
export class SentMetadata {
  private fields: SentFields;
  private own: string[] | undefined; // the fields, once they are shared with no other
  private options: MetadataOptions;
  private readonly sender: Sender | undefined;

  constructor(fields: SentFields, options: MetadataOptions, sender: Sender | undefined) {
    this.fields = fields;
    this.options = options;
    this.sender = sender;
  }

  clone(): SentMetadata {
    this.own = undefined;
    return new SentMetadata(this.fields, this.options, this.sender);
  }

  set(key: string, value: MetadataValue): void {
    this.remove(key);
    this.add(key, value);
  }

  add(key: string, value: MetadataValue): void {
    this.owned().push(lower(key), encoded(value));
  }

  remove(key: string): void {
    const name = lower(key);
    for (let i = this.fields.length - 2; i >= 0; i -= 2) {
      if (this.fields[i] === name) this.owned().splice(i, 2);
    }
  }

  get(key: string): MetadataValue[] {
    const { fields } = this;
    const name = lower(key);
    const values: MetadataValue[] = [];
    for (let i = 1; i < fields.length; i += 2) {
      if (fields[i - 1] === name) values.push(decoded(name, fields[i] ?? ''));
    }
    return values;
  }

  /** Takes what `other` has before its own: grpc-js merges the credentials of a call, which grpc-go sends first. */
  merge(other: Metadata): void {
    const before: string[] = [];
    for (const [key, values] of listsOf(other)) for (const value of values) before.push(key, encoded(value));
    this.owned().unshift(...before);
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
    return this.options;
  }

  setOptions(options: MetadataOptions): void {
    this.options = options;
  }

  /** What the methods of another `Metadata` read of one that is merged into it. */
  get internalRepr(): Map<string, MetadataValue[]> {
    const { fields } = this;
    const lists = new Map<string, MetadataValue[]>();
    for (let i = 0; i < fields.length; i += 2) {
      const key = fields[i] ?? '';
      if (!lists.has(key)) lists.set(key, this.get(key));
    }
    return lists;
  }

  toHttp2Headers(): OutgoingHttpHeaders {
    const { fields } = this;
    const headers: SentHeaders = {};
    for (let i = 1; i < fields.length; i += 2) {
      const [key = '', value = ''] = [fields[i - 1], fields[i]];
      const before = headers[key];
      if (before === undefined) headers[key] = value;
      else if (Array.isArray(before)) before.push(value);
      else headers[key] = [String(before), value];
    }
    if (this.sender !== undefined) headers[senderKey] = this.sender;
    return headers;
  }

  private owned(): string[] {
    if (this.own === undefined) {
      this.own = this.fields.slice();
      this.fields = this.own;
    }
    return this.own;
  }
}

Object.setPrototypeOf(SentMetadata.prototype, Metadata.prototype);

function encoded(value: MetadataValue): string {
  return typeof value === 'string' ? value : encodeBinary(value.toString('latin1'));
}

function decoded(key: string, value: string): MetadataValue {
  return isBinary(key) ? Buffer.from(decodeBinary(value), 'latin1') : value;
}
