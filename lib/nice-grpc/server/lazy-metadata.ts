import type { Metadata as GrpcMetadata } from '@grpc/grpc-js';
import { Metadata, type MetadataValue } from 'nice-grpc-common';

/**
 * nice-grpc's metadata, made when it is first used: each `CallContext` has three, of which most are not, and each is a map
 * with eight functions around it.
 */
export class LazyMetadata implements Metadata {
  private readonly received: GrpcMetadata | undefined;
  private made: Metadata | undefined;

  /** It holds what was `received`, or nothing. */
  constructor(received?: GrpcMetadata) {
    this.received = received;
  }

  /** Whether nobody has put anything in. It may be empty all the same. */
  get isUnused(): boolean {
    return this.made === undefined;
  }

  private get all(): Metadata {
    this.made ??= this.received === undefined ? Metadata() : fromGrpc(this.received);
    return this.made;
  }

  set<Key extends string>(key: Key, value: MetadataValue<Key> | Array<MetadataValue<Key>>): this {
    this.all.set(key, value);
    return this;
  }

  append<Key extends string>(key: Key, value: MetadataValue<Key>): this {
    this.all.append(key, value);
    return this;
  }

  delete(key: string): void {
    this.all.delete(key);
  }

  get<Key extends string>(key: Key): MetadataValue<Key> | undefined {
    return this.all.get(key);
  }

  getAll<Key extends string>(key: Key): Array<MetadataValue<Key>> {
    return this.all.getAll(key);
  }

  has(key: string): boolean {
    return this.all.has(key);
  }

  [Symbol.iterator](): IterableIterator<[string, Array<string | Uint8Array>]> {
    return this.all[Symbol.iterator]();
  }
}

/** Returns `metadata` as nice-grpc has it: text values of one key are joined. */
function fromGrpc(metadata: GrpcMetadata): Metadata {
  return Metadata(Object.entries(metadata.toJSON()));
}
