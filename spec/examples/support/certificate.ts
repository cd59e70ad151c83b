import { generateKeyPairSync, sign } from 'node:crypto';

// A certificate for `localhost`, signed by itself, as DER by hand: a committed one would expire.

/** Returns one value of DER: the tag, the length, and what it holds. */
function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: Buffer[]) => der(0x30, ...parts);
const set = (...parts: Buffer[]) => der(0x31, ...parts);
const integer = (n: number) => der(0x02, Buffer.of(n));
const octets = (content: Buffer) => der(0x04, content);
const bits = (content: Buffer) => der(0x03, Buffer.of(0), content);
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
const text = (s: string) => der(0x0c, Buffer.from(s));
const year = (n: number) => der(0x18, Buffer.from(`${n}0101000000Z`));

/** A key and its certificate, as PEM. */
export interface Certificate {
  readonly key: Buffer;
  readonly cert: Buffer;
}

function make(): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ecdsaWithSHA256 = sequence(oid('2a8648ce3d040302'));
  const name = sequence(set(sequence(oid('550403'), text('localhost'))));
  const dnsName = sequence(oid('551d11'), octets(sequence(der(0x82, Buffer.from('localhost')))));
  const signed = sequence(
    der(0xa0, integer(2)), // version 3
    integer(1), // serial number
    ecdsaWithSHA256,
    name, // issuer
    sequence(year(2000), year(2999)),
    name, // subject
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(dnsName)),
  );
  const whole = sequence(signed, ecdsaWithSHA256, bits(sign('sha256', signed, privateKey)));
  return {
    key: Buffer.from(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    cert: Buffer.from(pem(whole)),
  };
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString('base64').replace(/.{64}/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

/** One for `localhost`. */
export const certificate = make();
