import { decodeBinary, isBinary } from '../metadata';
import { binaryValues, eachField, type RawHeaders } from './repeated-keys';

/**
 * Returns the name of the first `-bin` field of `raw` that is no base64, and what is wrong with it; `undefined` if there
 * is none.
 */
export function malformedBinary(
  raw: RawHeaders,
): { readonly name: string; readonly fault: string } | undefined {
  let malformed: ReturnType<typeof malformedBinary>;
  eachField(raw, (name, field) => {
    if (malformed !== undefined || !isBinary(name)) return;
    try {
      for (const value of binaryValues(field)) decodeBinary(value);
    } catch (fault) {
      malformed = { name, fault: fault instanceof Error ? fault.message : String(fault) };
    }
  });
  return malformed;
}
