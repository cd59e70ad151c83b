/**
 * Returns `text` as one that can be sent: a string that is well formed. Half a surrogate pair is replaced by U+FFFD,
 * nothing by an empty text, and another value by its string, if it has one.
 */
export function toText(text: unknown): string {
  if (typeof text === 'string') return text.toWellFormed();
  if (text === undefined || text === null) return '';
  try {
    return String(text).toWellFormed();
  } catch {
    return ''; // an object whose toString throws
  }
}
