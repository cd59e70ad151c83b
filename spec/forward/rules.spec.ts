import { isCredential } from '../../lib/forward/rules';

describe('forward.isCredential()', () => {
  it.each([
    'authorization',
    'proxy-authorization',
    'x-authorization',
    'authorization-bin',
    'cookie',
    'set-cookie',
    'cookie2',
    'x-api-key',
    'x-apikey',
    'api_key',
    'x-goog-api-key',
    'x-amz-security-token',
    'x-goog-iap-jwt-assertion',
    'x-auth-token',
    'x-auth',
    'x-access-token-bin',
    'x-csrf-token',
    'x-session-id',
    'sessionid',
    'x-vault-token',
    'x-forwarded-access-token',
    'x-forwarded-client-cert',
    'x-client-secret',
    'x-password',
    'x-acme-signature',
    'x-aws-access-key',
    'www-authenticate',
    'x-accesstoken',
  ])('takes %s for one', (key) => {
    expect(isCredential(key)).toBe(true);
  });

  it.each(['x-request-id', 'traceparent', 'baggage', 'x-author', 'x-tenant', 'x-keyboard', 'x-signal', ''])(
    'does not take %j for one',
    (key) => {
      expect(isCredential(key)).toBe(false);
    },
  );
});
