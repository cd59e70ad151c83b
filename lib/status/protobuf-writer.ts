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
