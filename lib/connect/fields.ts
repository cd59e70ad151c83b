import { MD } from '../metadata';
import { nameOf } from '../metadata/internal';
import { eachField, malformedBinary } from '../wire/internal';
import type { Protocol } from './protocol';

/** Header fields as they came over the wire: name, value, name, value. */
export type RawFields = readonly string[];

/** Fields of the HTTP message, or of Connect's protocol, that say nothing about the call. */
const ofMessage = new Set([
  'connect-accept-encoding',
  'connect-content-encoding',
  'connect-protocol-version',
  'connect-timeout-ms',
  'content-encoding',
  'content-length',
  'expect',
  'trailer',
  'x-grpc-web',
  'x-user-agent',
]);

/**
 * Returns `md` without fields of the HTTP message, or of Connect's protocol, where it is sent over `protocol`: they would
 * corrupt the message. gRPC has none of these.
 */
export function withoutFieldsOfMessage(md: MD, protocol: Protocol): MD {
  if (protocol === 'grpc' || ![...md.keys()].some((name) => ofMessage.has(name))) return md;
  return new MD([...md].filter(([name]) => !ofMessage.has(name)));
}

/** Returns the fields about the call, their names in lower case. */
export function fieldsOfCall(raw: RawFields): string[] {
  const fields: string[] = [];
  eachField(raw, (key, value) => {
    const { text, isHopByHop } = nameOf(key);
    if (!ofMessage.has(text) && !isHopByHop) fields.push(text, value);
  });
  return fields;
}

/** Returns the fields of `headers`, which has the values of one name joined. */
export function fieldsIn(headers: Headers): string[] {
  const raw: string[] = [];
  headers.forEach((value, name) => {
    raw.push(name, value);
  });
  return raw;
}

/** A `-bin` field that is not base64, and why. */
export interface MalformedField {
  readonly name: string;
  readonly fault: string;
}

/** Returns the first `-bin` field that is not base64; `undefined` if all are. */
export function malformedIn(fields: RawFields): MalformedField | undefined {
  for (let i = 1; i < fields.length; i += 2) {
    const name = fields[i - 1] ?? '';
    const fault = nameOf(name).isBinary ? malformedBinary(fields[i] ?? '') : undefined;
    if (fault !== undefined) return { name, fault };
  }
  return undefined;
}

/** Returns the values of `name` among `fields`, as they came. */
export function valuesOf(fields: RawFields, name: string): string[] {
  const values: string[] = [];
  eachField(fields, (key, value) => {
    if (key === name) values.push(value);
  });
  return values;
}
