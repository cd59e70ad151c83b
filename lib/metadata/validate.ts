import { nameOf } from './name';
import { quote } from './quote';
import { isByteString } from './value';

/**
 * Returns an error if gRPC cannot send `md`, with grpc-go's text, which names the key and no value; `undefined` if it
 * can. A key has to consist of `0-9 a-z - _ .`, unless it begins with `:`, as such a one is not sent; a value has to
 * consist of printable ASCII, unless the key ends in `-bin`.
 *
 * Adapters check what they send, so that there is no need to.
 *
 * Ports grpc-go's `internal/metadata.Validate`.
 */
export function validate(md: Iterable<readonly [string, readonly string[]]>): Error | undefined {
  for (const [key, values] of md) {
    const fault = faultOf(key, values);
    if (fault !== undefined) return new RangeError(fault);
  }
  return undefined;
}

function faultOf(key: string, values: readonly string[]): string | undefined {
  if (key === '') return 'there is an empty key in the header';
  const name = nameOf(key);
  if (name.text !== key || !(name.isLegal || key.startsWith(':'))) {
    return `header key ${quote(key)} contains illegal characters not in [0-9a-z-_.]`;
  }
  if (!values.every((value) => typeof value === 'string')) {
    return `header key ${quote(key)} contains a value that is not a string`;
  }
  if (name.isBinary) {
    return values.every(isByteString)
      ? undefined
      : `header key ${quote(key)} contains value with characters above U+00FF`;
  }
  return values.every((value) => /^[ -~]*$/.test(value))
    ? undefined
    : `header key ${quote(key)} contains value with non-printable ASCII characters`;
}
