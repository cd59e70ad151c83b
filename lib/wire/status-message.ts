import { toText } from '../status/internal';

/**
 * How many bytes the details of a status may have in a header. A Node client loses its connection, and does not even
 * notice, with a value of more than 65536; other peers take less, and all a list of this size.
 */
const most = 8192;

const mostOfOne = 12; // bytes of a character, encoded

/**
 * Returns `details` as they can be sent: cut to what peers take, and without half characters, at which grpc-js throws when it
 * encodes them.
 */
export function statusMessage(details: unknown): string {
  const text = toText(details);
  if (text.length * mostOfOne <= most) return text;
  let bytes = 0;
  let length = 0;
  for (const character of text) {
    bytes += encodeURI(character).length;
    if (bytes > most) return text.slice(0, length);
    length += character.length;
  }
  return text;
}
