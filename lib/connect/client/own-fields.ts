import { MD } from '../../metadata';
import { nameOf } from '../../metadata/internal';
import { valuesOf } from '../../wire/internal';
import type { HeadersInit } from './request-fields';

/** The header fields that the caller of one call gave. */
interface OwnFields {
  /** Those that are metadata. */
  readonly md: MD;
  /** Those of names that belong to gRPC or HTTP. */
  readonly reserved: [name: string, value: string][];
}

/** Returns the fields in `headers`. An array of them may have several of one name. */
export function ownFields(headers: HeadersInit): OwnFields {
  const [md, reserved]: [MD, [string, string][]] = [new MD(), []];
  const add = (value: string, key: string) => {
    const name = nameOf(key);
    if (name.isReserved) reserved.push([name.text, value]);
    else md.append(name.text, valuesOf(name, value));
  };
  if (Array.isArray(headers)) for (const [name = '', value = ''] of headers) add(value, name);
  else new Headers(headers).forEach(add);
  return { md, reserved };
}
