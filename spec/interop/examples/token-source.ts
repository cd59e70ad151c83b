import type { Credentials } from 'mdctx/grpc';

/** Credentials that send an OAuth2 token, over TLS alone. Go's `oauth.TokenSource` over an `oauth2.StaticTokenSource`. */
export function tokenSource(accessToken: string): Credentials {
  return {
    getRequestMetadata: () => ({ authorization: `Bearer ${accessToken}` }),
    requireTransportSecurity: () => true,
  };
}
