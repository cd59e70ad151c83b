import { MD } from '../../metadata';
import { IncomingFields } from '../../wire/internal';
import { fieldsOfCall, type RawFields } from '../fields';
import type { Protocol } from '../protocol';

const prefix = 'trailer-'; // of the trailer's fields in the header of a unary call over Connect's protocol

/** The header of a response, and its trailer, if that came with it. */
interface ResponseFields {
  readonly header: MD;
  readonly trailer: MD | undefined;
}

/** Returns the metadata in `raw`, the fields of a header, or of a trailer. */
export function receivedFields(raw: RawFields, protocol: Protocol): ResponseFields {
  if (protocol === 'grpc') return { header: new IncomingFields(raw).copy(), trailer: undefined };
  const all = new IncomingFields(fieldsOfCall(raw)).copy();
  if (protocol !== 'connect-unary') return { header: all, trailer: undefined };
  const [header, trailer] = [new MD(), new MD()];
  for (const [name, values] of all) {
    if (name.startsWith(prefix)) trailer.append(name.slice(prefix.length), values);
    else header.append(name, values);
  }
  return { header, trailer };
}

/** Returns the fields of a response as Connect has them. */
export function headersOf(raw: RawFields): Headers {
  const headers = new Headers();
  for (let i = 1; i < raw.length; i += 2) {
    const name = raw[i - 1];
    if (name !== undefined && !name.startsWith(':')) headers.append(name, raw[i] ?? '');
  }
  return headers;
}
