import fc from 'fast-check';
import type { CodecName } from './codec';

const ascii = fc.integer({ min: 0, max: 127 }).map((n) => String.fromCharCode(n));
const byte = fc.integer({ min: 0, max: 255 }).map((n) => String.fromCharCode(n));
const keyLike = fc.constantFrom(...'abkz019-_.:A/ ');
const text = (characters: fc.Arbitrary<string>, maxLength = 12) =>
  fc.array(characters, { maxLength }).map((list) => list.join(''));
const key = fc.oneof(
  text(keyLike),
  text(ascii, 6),
  text(keyLike).map((name) => `${name}-bin`),
);
const base64 = fc.oneof(
  text(fc.constantFrom(...'AZaz09+/', '=', '-', '_', ',', ' '), 9),
  text(byte).map((value) => Buffer.from(value, 'latin1').toString('base64')),
);
const timeout = fc.oneof(
  text(fc.constantFrom(...'0123456789HMSmunx+-. '), 10),
  fc
    .tuple(fc.integer({ min: 0, max: 99999999 }), fc.constantFrom(...'HMSmun'))
    .map(([n, unit]) => `${n}${unit}`),
);
// mdctx counts in milliseconds, so durations beyond 2^50 ns are whole ones
const duration = fc.oneof(
  fc.integer({ min: -1, max: 2 ** 50 }).map(String),
  fc.integer({ min: 0, max: 9223372036854 }).map((ms) => `${ms}000000`),
);

/** What the functions on strings are tried with. Keys are ASCII: in Go they are bytes, in JavaScript characters. */
export const codecInputs: Readonly<Record<CodecName, fc.Arbitrary<string[]>>> = {
  encodeTimeout: duration.map((ns) => [ns]),
  decodeTimeout: timeout.map((value) => [value]),
  encodeValue: fc.tuple(fc.constantFrom('k-bin', 'k'), text(byte, 300)),
  decodeValue: fc.tuple(fc.constant('k-bin'), base64),
  // a name that begins with a colon is never sent: C50 has what is not equal there
  validate: fc
    .tuple(
      key.filter((name) => !/^:.*[A-Z]/s.test(name)),
      fc.array(text(byte), { maxLength: 3 }),
    )
    .map(([name, values]) => [name, ...values]),
  reserved: fc
    .oneof(
      fc.constantFrom(
        'te',
        'grpc-status',
        'grpc-timeout',
        ':path',
        'user-agent',
        'content-type',
        'grpc-encoding',
      ),
      fc.constantFrom('grpc-message', 'grpc-message-type', 'grpc-accept-encoding', 'grpc-trace-bin', 'host'),
      text(keyLike),
    )
    .map((name) => [name]),
  peerString: fc.tuple(text(keyLike), text(keyLike), text(keyLike)),
};
