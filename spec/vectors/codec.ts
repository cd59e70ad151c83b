import { validate } from '../../lib/metadata';
import { decodeBinary, encodeBinary, isReserved, nameOf } from '../../lib/metadata/internal';
import { Peer } from '../../lib/peer';
import { decodeTimeout, encodeTimeout } from '../../lib/wire/internal';

/** A value, or the error that there was instead. */
export interface Coded {
  readonly value: string;
  readonly error?: string;
}

export type CodecName =
  | 'encodeTimeout'
  | 'decodeTimeout'
  | 'encodeValue'
  | 'decodeValue'
  | 'validate'
  | 'reserved'
  | 'peerString';

const codecs: Readonly<Record<CodecName, (input: readonly string[]) => string>> = {
  encodeTimeout: ([ns]) => encodeTimeout(Number(ns) / 1e6),
  decodeTimeout: ([text = '']) => nanoseconds(decodeTimeout(text)),
  encodeValue: ([key = '', value = '']) => (nameOf(key).isBinary ? encodeBinary(value) : value),
  decodeValue: ([key = '', value = '']) => (nameOf(key).isBinary ? decodeBinary(value) : value),
  validate: ([key = '', ...values]) => {
    const fault = validate([[key, values]]);
    if (fault) throw fault;
    return '';
  },
  reserved: ([key = '']) => String(isReserved(key)),
  peerString: (fields) => peerOf(fields).toString(),
};

/** Applies one of mdctx's functions on strings, as `spec/interop/go/vectors/codec.go` does grpc-go's. */
export function code(name: CodecName, input: readonly string[]): Coded {
  try {
    return { value: codecs[name](input) };
  } catch (error) {
    return { value: '', error: error instanceof Error ? error.message : String(error) };
  }
}

/** Milliseconds as nanoseconds; Go's longest duration by its own number, which no JavaScript number is. */
function nanoseconds(ms: number): string {
  return ms >= 2 ** 63 / 1e6 ? '9223372036854775807' : String(BigInt(Math.round(ms * 1e6)));
}

function peerOf([addr, localAddr, auth]: readonly string[]): Peer {
  return new Peer({
    addr: addr ? { network: 'tcp', toString: () => addr } : undefined,
    localAddr: localAddr ? { network: 'tcp', toString: () => localAddr } : undefined,
    authInfo: auth ? { authType: () => auth } : undefined,
  });
}
