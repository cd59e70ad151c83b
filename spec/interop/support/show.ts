/**
 * Returns an observation in one line: what is a word stands as it is, the rest nearly as JSON has it. Bytes that do not
 * print are escaped.
 */
export function show(value: unknown): string {
  if (value === undefined || value === null) return 'nil';
  if (typeof value === 'string') return text(value);
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, member]) => `${text(key)}: ${show(member)}`).join(', ')}}`;
}

/** Words stand bare, unless that would hide where they begin and end. */
function text(value: string): string {
  const printed = value.replace(/[^ -~]/gu, escaped);
  if (printed.length > 300) return `${printed.slice(0, 120)}... (${value.length} characters)`;
  return printed === '' || printed.trim() !== printed ? `"${printed}"` : printed;
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xff ? character : `\\x${code.toString(16).padStart(2, '0')}`;
}
