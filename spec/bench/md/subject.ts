/** The keys and values that an operation of part 2 is about. */
export type Fields = Readonly<Record<string, string>>;

/** Header fields as HTTP/2 has them. */
export type HttpFields = Record<string, string | string[] | undefined>;

/** A class of metadata, with what all of them can do. */
export interface Peer<M> {
  readonly name: string;
  build(fields: Fields): M;
  /** Reads the first value of a key. */
  read(metadata: M, key: string): unknown;
  copy(metadata: M): M;
  /** Returns the number of characters in all keys and values: so much has to be looked at. */
  iterate(metadata: M): number;
  /** Makes one whose keys and values are known to be legal: most peers look at them as they are given. */
  validated(fields: Fields): M;
  /** Returns the header fields to be sent. */
  toWire(metadata: M): unknown;
  /** Returns the header fields of a call that sends `fields`, by the shortest way. */
  sent(fields: Fields): unknown;
  /** Returns the metadata of header fields that came in. */
  fromWire(fields: HttpFields): M;
}

/** Returns `count` keys with a value each, like those of real calls. */
export function fieldsOf(count: number): Fields {
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`x-request-field-${i}`, `value-${i}-4bf92f3577b34da6a3ce`]),
  );
}
