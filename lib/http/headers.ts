import { MD } from '../metadata';
import { decodeBinary, isHopByHop, nameOf, quote } from '../metadata/internal';
import { RefusedRequest } from './refused-request';
import type { Field } from './request';

/**
 * Returns the fields that are not for the connection alone: without those that HTTP keeps to one connection, and without those
 * that the field `connection` names (RFC 9110, section 7.6.1).
 */
export function endToEnd(fields: readonly Field[]): Field[] {
  const named = new Set<string>();
  for (const [name, value] of fields) {
    if (name !== 'connection') continue;
    for (const option of value.split(',')) named.add(option.trim().toLowerCase());
  }
  return fields.filter(([name]) => !isHopByHop(name) && !named.has(name));
}

/** Header fields as metadata, before a choice among them. */
export class ReceivedMetadata {
  /** All of it. A field that is malformed is there, without its value. */
  readonly md = new MD();
  private readonly malformed = new Set<string>();

  constructor(fields: readonly Field[]) {
    for (const [name, value] of fields) {
      if (nameOf(name).isBinary) this.addBinary(name, value);
      else this.md.append(name, value);
    }
  }

  /** The value of a `-bin` key is base64; a list of values may stand in one field. */
  private addBinary(name: string, value: string): void {
    try {
      for (const item of value.split(',')) this.md.append(name, decodeBinary(item.trim()));
    } catch {
      this.malformed.add(name);
      this.md.append(name, '');
    }
  }

  /**
   * Returns `chosen`.
   *
   * @throws RefusedRequest if there is a key among it whose value is malformed.
   */
  checked(chosen: MD): MD {
    for (const key of chosen.keys()) {
      if (this.malformed.has(key)) throw new RefusedRequest(`invalid binary header ${quote(key)}`);
    }
    return chosen;
  }
}
