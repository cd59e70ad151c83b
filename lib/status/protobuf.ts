/** Returns a varint field; nothing for 0, which proto3 leaves out. */
export function varintField(number: number, value: number): Uint8Array[] {
  return value === 0 ? [] : [varint(number * 8), varint(value)];
}

/** Returns a length-delimited field; nothing if it is empty, which proto3 leaves out of a message. */
export function bytesField(number: number, bytes: Uint8Array): Uint8Array[] {
  return bytes.length === 0 ? [] : [varint(number * 8 + 2), varint(bytes.length), bytes];
}

/** Returns a message that is an element of a list: it is there even if it is empty. */
export function elementField(number: number, bytes: Uint8Array): Uint8Array[] {
  return [varint(number * 8 + 2), varint(bytes.length), bytes];
}

/** Returns `value`, which is not negative, as a varint. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  bytes.push(rest);
  return Uint8Array.from(bytes);
}

/** One field of a protobuf message as it is on the wire. */
export interface WireField {
  /** The number of the field. */
  readonly number: number;
  /** The value of a varint, exact up to 2^53; `undefined` for a field of another wire type. */
  readonly varint: number | undefined;
  /** The bytes of a length-delimited field; `undefined` for a field of another wire type. */
  readonly bytes: Uint8Array | undefined;
  /** The whole field, its tag included. */
  readonly raw: Uint8Array;
}

const deepest = 100; // groups in groups

/**
 * Returns the fields of a protobuf message, in their order. All byte arrays are views of `bytes`.
 *
 * @throws RangeError if `bytes` are not a protobuf message.
 */
export function readFields(bytes: Uint8Array): WireField[] {
  const reader = new Reader(bytes);
  const fields: WireField[] = [];
  while (!reader.isAtEnd) fields.push(reader.field());
  return fields;
}

class Reader {
  private readonly input: Uint8Array;
  private at = 0;

  constructor(input: Uint8Array) {
    this.input = input;
  }

  get isAtEnd(): boolean {
    return this.at >= this.input.length;
  }

  field(): WireField {
    const start = this.at;
    const { number, type } = this.tag();
    const varint = type === 0 ? this.varint() : undefined;
    const bytes = type === 2 ? this.take(this.varint()) : undefined;
    if (varint === undefined && bytes === undefined) this.skip(number, type, 0);
    return { number, varint, bytes, raw: this.input.subarray(start, this.at) };
  }

  private tag(): { number: number; type: number } {
    const tag = this.varint();
    const number = Math.floor(tag / 8);
    if (number < 1 || number > 0x1fffffff) throw new RangeError('status: protobuf: invalid field number');
    return { number, type: tag % 8 };
  }

  private varint(): number {
    let value = 0;
    for (let i = 0; i < 10; i++) {
      const byte = this.input[this.at++];
      if (byte === undefined) break;
      value += (byte & 0x7f) * 2 ** (7 * i);
      if (byte < 0x80) return value;
    }
    throw new RangeError('status: protobuf: malformed varint');
  }

  private take(length: number): Uint8Array {
    const start = this.at;
    this.at += length;
    if (this.at > this.input.length) throw new RangeError('status: protobuf: unexpected end');
    return this.input.subarray(start, this.at);
  }

  /** Skips the value of a field that has none of the wire types that `field` reads. */
  private skip(number: number, type: number, depth: number): void {
    if (type === 0) this.varint();
    else if (type === 1) this.take(8);
    else if (type === 2) this.take(this.varint());
    else if (type === 3 && depth < deepest) this.skipGroup(number, depth + 1);
    else if (type === 5) this.take(4);
    else throw new RangeError('status: protobuf: invalid wire type');
  }

  private skipGroup(number: number, depth: number): void {
    for (;;) {
      const inner = this.tag();
      if (inner.type === 4 && inner.number === number) return;
      this.skip(inner.number, inner.type, depth);
    }
  }
}
