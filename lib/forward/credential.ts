/** What names a credential wherever it stands in a name. */
const sensitive =
  /authori[sz]ation|authent|bearer|token|secret|passw|passphrase|passcode|credential|cookie|jwt|(?:api|access|private|secret|session|signing)[-_.]?key|sess(?:ion)?[-_.]?id/;

/** What names a credential only as a word of its own. */
const sensitiveWords = new Set([
  'assertion',
  'auth',
  'cert',
  'certificate',
  'csrf',
  'nonce',
  'oauth',
  'oauth2',
  'oidc',
  'otp',
  'password',
  'pwd',
  'saml',
  'session',
  'sid',
  'sig',
  'signature',
  'ticket',
  'xsrf',
]);

/**
 * Reports whether `key`, which is in lower case, names a credential: `authorization`, `proxy-authorization`, `cookie`,
 * `set-cookie`, `x-api-key`, and each name that has a word for one in it, like `x-amz-security-token`,
 * `x-session-id` or `authorization-bin`. It takes a name for a credential too often rather than too seldom.
 */
export function isCredential(key: string): boolean {
  return sensitive.test(key) || key.split(/[-_.]/).some((word) => sensitiveWords.has(word));
}
