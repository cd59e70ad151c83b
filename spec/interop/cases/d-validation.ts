import type { CodecName } from '../../vectors/codec';
import { type Case, unit } from '../support/case';

/** Observes what a function on strings gives for each input. */
export function coded(name: CodecName, ...inputs: ReadonlyArray<readonly string[]>): Case['play'] {
  return async ({ unit }) => {
    const results = await unit.codec(name, inputs);
    const told = results.map(({ value, error }) => (error === undefined ? value || 'ok' : `error: ${error}`));
    return told.length === 1 ? told[0] : told;
  };
}

const everyByte = String.fromCharCode(...Array.from({ length: 256 }, (_, i) => i));
const utf8 = (text: string) => Buffer.from(text).toString('latin1');

/** D. Validation, as far as it needs no call. */
export const validation: readonly Case[] = [
  unit('C43', 'an empty key', coded('validate', ['', 'v'])),
  unit('C44', 'keys with illegal characters', coded('validate', ['/', 'v'], ['\x19', 'v'], ['a b', 'v'])),
  unit('C45', 'a key in upper case', coded('validate', ['Key', 'v'])),
  unit('C46', 'legal keys', coded('validate', ['a.b', 'v'], ['a-b', 'v'], ['a_b', 'v'], ['0', 'v'])),
  unit(
    'C47',
    'values that do not print',
    coded(
      'validate',
      ['test', '\x19'],
      ['test', '\t'],
      ['test', '\x7f'],
      ['test', utf8('é')],
      ['test', utf8('世')],
    ),
  ),
  unit('C48', 'values that print', coded('validate', ['test', ''], ['test', ' x '], ['test', '~'])),
  unit('C49', 'any bytes under -bin', coded('validate', ['test-bin', everyByte])),
  unit(
    'C50',
    'a key that begins with a colon',
    coded('validate', [':anything', 'v'], [':Any thing', 'v'], [':anything', '\x00']),
  ),
];

const timeouts = [
  '00000001n',
  '10u',
  '00000010m',
  '1234S',
  '00000001M',
  '99999999S',
  '2562047H',
  '0S',
  '00000000S',
];
const notTimeouts = ['-1S', '1234x', '1234s', '1234', '1', '', '9a1S', '000000000S'];
const durations = [
  '-1', '0', '1', '12345678', '99999999', '100000000', '123456789', '99999999999', '123456789000000000',
  '7407407340000000000', '9223372036854775807',
]; // biome-ignore format: a list

/** E, as far as it needs no call: what grpc-go makes of strings on the wire. */
export const codecs: readonly Case[] = [
  unit(
    'C66',
    'values are encoded under -bin alone, without padding',
    coded('encodeValue', ['key-bin', 'abc'], ['key-bin', '\xc2\x80'], ['KEY', 'abc'], ['key', 'abc']),
  ),
  unit(
    'C67',
    'base64 is read with padding or without',
    coded(
      'decodeValue',
      ['k-bin', 'Zm9vAGJhcg=='],
      ['k-bin', 'Zm9vAGJhcg'],
      ['k-bin', 'woA='],
      ['k-bin', 'X()3e@#$-'],
    ),
  ),
  unit(
    'C74',
    'grpc-timeout is read',
    coded('decodeTimeout', ...[...timeouts, ...notTimeouts, '2562048H', '99999999H'].map((text) => [text])),
  ),
  unit(
    'C75',
    'grpc-timeout is written in eight digits, rounded up',
    coded('encodeTimeout', ...durations.map((ns) => [ns])),
  ),
];
