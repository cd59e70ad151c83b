import type { Compression } from '@connectrpc/connect/protocol';
import type { MD } from '../metadata';
import { encodeBinary, nameOf } from '../metadata/internal';
import { detailsKey } from '../status/internal';
import type { Protocol } from './protocol';

const statusLine = 'grpc-status: ';
const detailsLine = `${detailsKey}: `;
const headLength = 5; // flags, and the length of the data in four bytes

/** The flags of an envelope. */
export const flag = { compressed: 1, endOfStream: 2, trailer: 0x80 } as const;

/** Reports whether an envelope with these flags is the last of a body, which has the trailer. */
export function isLast(flags: number | undefined, protocol: Protocol): boolean {
  const mark = protocol === 'grpc-web' ? flag.trailer : flag.endOfStream;
  return flags !== undefined && (flags & mark) !== 0;
}

/** Undoes the compression of an envelope's data, which is that of this name. */
export type Encodings = (name: string | null | undefined, data: Uint8Array) => Promise<Uint8Array>;

const largest = 2 ** 20; // bytes of a trailer

/** Returns what undoes each of `compressions`. Data of any other stays as it is. */
export function encodingsOf(compressions: () => readonly Compression[]): Encodings {
  return async (name, data) => {
    const compression = compressions().find((one) => one.name === name);
    return compression === undefined ? data : compression.decompress(data, largest);
  };
}

/** What is added to a trailer that Connect made. */
export interface Addition {
  readonly trailer: MD | undefined;
  /** Returns what is put in place of the `grpc-status-details-bin` that Connect made, for this `grpc-status`; if anything. */
  detailsOf(code: string): string | undefined;
}

/** Returns `envelope`, the last of a body, with `addition`, and without compression. */
export async function withAddition(
  envelope: Uint8Array,
  protocol: Protocol,
  addition: Addition,
  decompress: (data: Uint8Array) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const flags = envelope[0] ?? 0;
  const text = await textIn(envelope, decompress);
  const added = protocol === 'grpc-web' ? linesWith(text, addition) : jsonWith(text, addition);
  const body = Buffer.from(added);
  const head = Buffer.alloc(headLength);
  head.writeUInt8(flags & ~flag.compressed, 0);
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body]);
}

/** Returns what `envelope`, the last of a body, says. */
export async function textIn(
  envelope: Uint8Array,
  decompress: (data: Uint8Array) => Promise<Uint8Array>,
): Promise<string> {
  const sent = envelope.subarray(headLength);
  const data = (envelope[0] ?? 0) & flag.compressed ? await decompress(sent) : sent;
  return Buffer.from(data).toString();
}

function linesWith(text: string, { trailer, detailsOf }: Addition): string {
  const lines = text.split('\r\n').filter((line) => line !== '');
  const code = lines.find((line) => line.startsWith(statusLine))?.slice(statusLine.length);
  const details = code && detailsOf(code);
  const own = fieldsOf(trailer).map(([name, value]) => `${name}: ${value}`);
  const all = details
    ? [...own, ...lines].filter((line) => !line.startsWith(detailsLine))
    : [...own, ...lines];
  if (details) all.push(`${detailsLine}${details}`);
  return all.map((line) => `${line}\r\n`).join('');
}

function jsonWith(text: string, { trailer }: Addition): string {
  const end = JSON.parse(text);
  const lists = new Map<string, string[]>();
  for (const [name, value] of fieldsOf(trailer)) lists.set(name, [...(lists.get(name) ?? []), value]);
  for (const [name, values] of Object.entries<string[]>(end.metadata ?? {}))
    lists.set(name, [...(lists.get(name) ?? []), ...values]);
  return JSON.stringify({ ...end, metadata: Object.fromEntries(lists) });
}

function fieldsOf(md: MD | undefined): Array<readonly [name: string, value: string]> {
  const fields: Array<readonly [string, string]> = [];
  for (const [key, values] of md ?? []) {
    const { isReserved, isBinary } = nameOf(key);
    if (isReserved) continue;
    for (const value of values) fields.push([key, isBinary ? encodeBinary(value) : value]);
  }
  return fields;
}
