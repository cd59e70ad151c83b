import { decodeBinary } from '../metadata/internal';
import { binaryValues } from './repeated-keys';

/** Returns what is wrong with `field`, that of a `-bin` name; `undefined` if it is base64. */
export function malformedBinary(field: string): string | undefined {
  try {
    for (const value of binaryValues(field)) decodeBinary(value);
    return undefined;
  } catch (fault) {
    return fault instanceof Error ? fault.message : String(fault);
  }
}
