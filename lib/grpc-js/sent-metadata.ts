import type { OutgoingHttpHeaders } from 'node:http2';
import type { Metadata, MetadataOptions } from '@grpc/grpc-js';
import { type Sender, type SentFields, type SentHeaders, senderKey } from '../wire/internal';
import { FieldMetadata } from './field-metadata';

/** What a call sends, on its way through grpc-js. It and its clones know the sender. */
export class SentMetadata extends FieldMetadata {
  readonly #sender: Sender | undefined;

  constructor(fields: SentFields, options: MetadataOptions, sender: Sender | undefined) {
    super(fields, options);
    this.#sender = sender;
  }

  override clone(): SentMetadata {
    return new SentMetadata(this.shared(), this.getOptions(), this.#sender);
  }

  /** Takes what `other` has before its own: grpc-js merges the credentials of a call, which grpc-go sends first. */
  override merge(other: Metadata): void {
    this.precede(other);
  }

  override toHttp2Headers(): OutgoingHttpHeaders {
    const headers: SentHeaders = super.toHttp2Headers();
    if (this.#sender !== undefined) headers[senderKey] = this.#sender;
    return headers;
  }
}
