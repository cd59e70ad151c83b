import type { OutgoingHttpHeaders } from 'node:http2';
import { Metadata, type MetadataValue } from '@grpc/grpc-js';
import type { MD } from '../metadata';
import { encodeBinary, lower, nameOf } from '../metadata/internal';

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
