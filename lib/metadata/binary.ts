/**
 * Returns the bytes of `value`, one a character, as they go over the wire: in base64 without padding.
 *
 * Ports grpc-go's `encodeBinHeader`.
 */
export function encodeBinary(value: string): string {
  return Buffer.from(value, 'latin1').toString('base64').replace(/=+$/, '');
}

/**
 * Returns the bytes, one a character, that `text` stands for: base64, with padding or without.
 *
 * Ports grpc-go's `decodeBinHeader`.
 *
 * @throws RangeError if `text` is not base64, with the text of Go's `encoding/base64`.
 */
export function decodeBinary(text: string): string {
  const fault = firstFault(text);
  if (fault !== undefined) throw new RangeError(`illegal base64 data at input byte ${fault}`);
  return Buffer.from(text, 'base64').toString('latin1');
}

/** Returns where Go's decoder stops, or `undefined` if it takes all of `text`. */
function firstFault(text: string): number | undefined {
  const padded = text.length % 4 === 0;
  const odd = text.search(/[^A-Za-z0-9+/]/);
  if (odd === -1) return text.length % 4 === 1 ? text.length - 1 : undefined;
  return padded && text[odd] === '=' ? faultOfPadding(text, odd) : odd;
}

/** Returns where Go's decoder stops, of a text whose first `=` is at `start`. */
function faultOfPadding(text: string, start: number): number | undefined {
  const digits = start % 4; // of the last four, before the padding
  if (digits < 2) return start;
  if (digits === 2 && text[start + 1] !== '=') return start;
  const end = start + 4 - digits;
  return end < text.length ? end : undefined;
}
