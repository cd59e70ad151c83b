import { MD } from '../metadata';
import { appendOwned, decodeBinary, type Incoming, type Name, nameOf } from '../metadata/internal';
import { binaryValues, eachField, type RawHeaders } from './repeated-keys';

/**
 * The metadata of a request as grpc-go shows it to a handler, read from what came over the wire whenever it is asked for:
 * whoever wants one key does not pay for all, and a copy is made at once rather than of another.
 */
export class IncomingFields implements Incoming {
  private readonly raw: RawHeaders;

  constructor(raw: RawHeaders) {
    this.raw = raw;
  }

  copy(): MD {
    const md = new MD();
    const hosts: string[] = [];
    const { raw } = this;
    for (let i = 1; i < raw.length; i += 2) {
      const [key = '', value = ''] = [raw[i - 1], raw[i]];
      const name = nameOf(key);
      if (key === 'host') hosts.push(value);
      else if (!name.isHidden) appendOwned(md, key, valuesOf(name, value));
    }
    if (hosts.length > 0 && !md.has(':authority')) appendOwned(md, ':authority', hosts);
    return md;
  }

  get(key: string): string[] | undefined {
    const { text, isHidden } = nameOf(key);
    if (isHidden || text === 'host') return undefined;
    return this.valuesIn(text) ?? (text === ':authority' ? this.valuesIn('host') : undefined);
  }

  private valuesIn(wanted: string): string[] | undefined {
    let values: string[] | undefined;
    eachField(this.raw, (key, value) => {
      if (key === wanted) values = [...(values ?? []), ...valuesOf(nameOf(key), value)];
    });
    return values;
  }
}

/** Returns what a field says as MD keeps it. */
export function valuesOf(name: Name, field: string): string[] {
  return name.isBinary ? binaryValues(field).map(decodeBinary) : [field];
}
