import type { OutgoingHttpHeaders } from 'node:http2';
import { Metadata } from '@grpc/grpc-js';
import type { MD } from '../metadata';
import { encodeBinary, lower, nameOf } from '../metadata/internal';
import { type Sender, type SentHeaders, senderKey } from '../wire/internal';

/**
 * An MD on its way through grpc-js. What it is made of was checked before, and is not checked again. Its clones share
 * its values and know its sender. On the wire the bytes of a `-bin` key have no padding, as grpc-go's have none.
 */
export class WireMetadata extends Metadata {
  private sender: Sender | undefined;

  /** Returns `md` without the names that are reserved, to be sent with the options that `like` has. */
  static of(md: MD | undefined, like?: Metadata, sender?: Sender): WireMetadata {
    const metadata = new WireMetadata(like?.getOptions());
    metadata.sender = sender;
    md?.forEach((values, key) => {
      const name = nameOf(key);
      if (!name.isReserved) metadata.internalRepr.set(key, name.isBinary ? values.map(bytesOf) : values);
    });
    return metadata;
  }

  override clone(): WireMetadata {
    const metadata = new WireMetadata(this.getOptions());
    metadata.sender = this.sender;
    for (const [key, values] of this.internalRepr) metadata.internalRepr.set(key, values);
    return metadata;
  }

  /** Adds a value to a list of its own, since clones may share the one that was there. */
  override add(key: string, value: string | Buffer): void {
    const before = this.get(key);
    this.set(key, value);
    this.internalRepr.set(lower(key), [...before, value]);
  }

  override toHttp2Headers(): OutgoingHttpHeaders {
    const headers: SentHeaders = {};
    for (const [key, values] of this.internalRepr) {
      const [first, second] = values;
      if (second !== undefined || first === undefined) headers[key] = values.map(onWire);
      else headers[key] = onWire(first);
    }
    if (this.sender !== undefined) headers[senderKey] = this.sender;
    return headers;
  }
}

function bytesOf(value: string): Buffer {
  return Buffer.from(value, 'latin1');
}

function onWire(value: string | Buffer): string {
  return typeof value === 'string' ? value : encodeBinary(value.toString('latin1'));
}
