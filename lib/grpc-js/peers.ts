import type { Http2Session } from 'node:http2';
import type { ServerInterceptingCallInterface } from '@grpc/grpc-js';
import { Peer } from '../peer';
import { address, tlsInfo } from '../wire/internal';

export type { TLSInfo } from '../wire/internal';

/**
 * Returns the client of a call, with the addresses of the connection that it came over. `session` is that connection, if it
 * is known: grpc-js says that a connection is secure only if the client showed a certificate.
 */
export function clientOf(call: ServerInterceptingCallInterface, session?: Http2Session): Peer {
  const { localAddress, localPort, remoteAddress, remotePort } = call.getConnectionInfo();
  const { transportSecurityType, sslPeerCertificate } = call.getAuthContext();
  const isSecure = transportSecurityType !== undefined || session?.encrypted === true;
  return new Peer({
    addr: address(remoteAddress, remotePort) ?? unnamed,
    localAddr: address(localAddress, localPort),
    authInfo: isSecure ? tlsInfo(sslPeerCertificate) : undefined,
  });
}

type Auth = ReturnType<ServerInterceptingCallInterface['getAuthContext']>;

/** The client's end of a Unix socket, which has no name, as Go writes it. */
const unnamed = { network: 'unix', toString: () => '@' };

/** Returns the server of a call, from grpc-js's text of its address and what it says of TLS. */
export function serverOf(text: string, auth: Auth | null): Peer {
  return new Peer({
    addr: text === 'unknown' ? undefined : { network: networkOf(text), toString: () => text },
    authInfo: auth?.transportSecurityType === undefined ? undefined : tlsInfo(auth.sslPeerCertificate),
  });
}

function networkOf(text: string): string {
  return /:\d+$/.test(text) ? 'tcp' : 'unix';
}
