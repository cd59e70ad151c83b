import { type ChannelCredentials, credentials, ServerCredentials } from '@grpc/grpc-js';
import type { Certificate } from '../support/script';

/** Returns the credentials of a server with that certificate, or of one without. */
export function serverCredentials(certificate: Certificate | undefined): ServerCredentials {
  if (certificate === undefined) return ServerCredentials.createInsecure();
  const { cert, key } = certificate;
  return ServerCredentials.createSsl(null, [
    { cert_chain: Buffer.from(cert), private_key: Buffer.from(key) },
  ]);
}

/** Returns the credentials of a client that trusts that certificate, or of one without. */
export function channelCredentials(certificate: Certificate | undefined): ChannelCredentials {
  return certificate === undefined
    ? credentials.createInsecure()
    : credentials.createSsl(Buffer.from(certificate.cert));
}
