import { inspect } from 'node:util';
import { errorText, kindOf } from '../context/internal';
import { callStatusOf, messageOf } from './error-status';
import { isObject } from './error-tree';
import { Status } from './status';

/** A verb of a format: flags, width, precision, and its letter, which the end of the text may lack. */
const verb = /%([-+# 0]*)(\d*)(?:\.(\d+))?([a-zA-Z%]|$)/g;

/**
 * Returns `format` with `values` in it, as Go's `fmt.Sprintf` writes them. Verbs that do not apply to JavaScript's values
 * are printed as Go prints bad ones.
 */
export function sprintf(format: string, values: readonly unknown[]): string {
  let next = 0;
  const text = format.replace(
    verb,
    (_, flags: string, width: string, precision: string | undefined, letter: string) => {
      if (letter === '%') return '%';
      if (letter === '') return '%!(NOVERB)';
      if (next >= values.length) return `%!${letter}(MISSING)`;
      return padded(formatted(values[next++], letter, flags, precision), flags, Number(width));
    },
  );
  const extra = values.slice(next).map((value) => `${typeName(value)}=${plain(value)}`);
  return extra.length === 0 ? text : `${text}%!(EXTRA ${extra.join(', ')})`;
}

function formatted(value: unknown, letter: string, flags: string, precision: string | undefined): string {
  const number = typeof value === 'number' || typeof value === 'bigint';
  if ('vsw'.includes(letter)) return cut(plain(value), precision);
  if (letter === 'q') return JSON.stringify(plain(value));
  if (letter === 'T') return typeName(value);
  if (letter === 't' && typeof value === 'boolean') return String(value);
  if (letter === 'd' && number) return signed(value, flags);
  if ('xX'.includes(letter)) return hex(value, letter) ?? bad(letter, value);
  if ('boc'.includes(letter) && number) return integer(value, letter) ?? bad(letter, value);
  if ('feg'.includes(letter) && number) return float(Number(value), letter, precision);
  return bad(letter, value);
}

function bad(letter: string, value: unknown): string {
  return `%!${letter}(${typeName(value)}=${plain(value)})`;
}

/** Returns a value as `%v` does: an error by its text, that of a call as `rpc error: …`; what cannot be printed as Go prints that. */
function plain(value: unknown): string {
  try {
    return textOf(value);
  } catch (error) {
    return `(PANIC=String method: ${errorText(error)})`;
  }
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '<nil>';
  const status = callStatusOf(value);
  if (status !== undefined && 'details' in Object(value))
    return new Status(status.code, status.details).toString();
  if (value instanceof Error) return messageOf(value);
  if (Array.isArray(value)) return `[${value.map(plain).join(' ')}]`;
  if (isObject(value) && Reflect.get(value, 'toString') === Object.prototype.toString) return inspect(value);
  return String(value);
}

function typeName(value: unknown): string {
  if (typeof value === 'object' && value !== null) return kindOf(value);
  return value === null || value === undefined ? '<nil>' : typeof value;
}

function signed(value: number | bigint, flags: string): string {
  return flags.includes('+') && value >= 0 ? `+${value}` : String(value);
}

const bases: Readonly<Record<string, number>> = { b: 2, o: 8 };

function integer(value: number | bigint, letter: string): string | undefined {
  if (letter !== 'c') return value.toString(bases[letter]);
  const point = Number(value);
  return Number.isInteger(point) && point >= 0 && point <= 0x10ffff ? String.fromCodePoint(point) : undefined;
}

function hex(value: unknown, letter: string): string | undefined {
  const text =
    typeof value === 'number' || typeof value === 'bigint'
      ? value.toString(16)
      : typeof value === 'string' || value instanceof Uint8Array
        ? Buffer.from(value).toString('hex')
        : undefined;
  return letter === 'X' ? text?.toUpperCase() : text;
}

function float(value: number, letter: string, precision: string | undefined): string {
  if (letter === 'g' && precision === undefined) return String(value);
  const digits = Number(precision ?? 6);
  if (letter === 'g') return String(Number(value.toPrecision(Math.max(digits, 1))));
  if (letter === 'f') return value.toFixed(digits);
  return value.toExponential(digits).replace(/e([+-])(\d)$/, 'e$10$2'); // Go writes two digits
}

function cut(text: string, precision: string | undefined): string {
  return precision === undefined ? text : [...text].slice(0, Number(precision)).join('');
}

function padded(text: string, flags: string, width: number): string {
  if (flags.includes('-')) return text.padEnd(width);
  if (!flags.includes('0')) return text.padStart(width);
  const sign = /^[+-]/.exec(text)?.[0] ?? ''; // stands before the zeros
  return sign + text.slice(sign.length).padStart(width - sign.length, '0');
}
