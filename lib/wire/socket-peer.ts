import { type Addr, type AuthInfo, Peer } from '../peer';

/** What TLS tells of a client. */
export interface TLSInfo extends AuthInfo {
  /** The client's certificate as Node gives it; `undefined` if it showed none. */
  readonly peerCertificate: object | undefined;
}

/** A connection, as far as it is looked at. Node's sockets are ones. */
export interface Connection {
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
  readonly localAddress?: string | undefined;
  readonly localPort?: number | undefined;
  /** There on a connection that is secured by TLS. */
  readonly encrypted?: boolean | undefined;
  getPeerCertificate?(): object;
}

/** Returns the peer at the other end of `socket`, which may be the one that Node shows of an HTTP/2 session. */
export function peerOfSocket(socket: Connection): Peer {
  const { localAddress, localPort, remoteAddress, remotePort } = socket;
  return new Peer({
    addr: address(remoteAddress, remotePort),
    localAddr: address(localAddress, localPort),
    authInfo: socket.encrypted ? tlsInfo(certificateOf(socket)) : undefined,
  });
}

function certificateOf(socket: Connection): object | undefined {
  const certificate = socket.getPeerCertificate?.();
  return certificate && Object.keys(certificate).length > 0 ? certificate : undefined; // {} if it showed none
}

/** Returns what is known of a peer by TLS. */
export function tlsInfo(peerCertificate: object | undefined): TLSInfo {
  return { authType: () => 'tls', peerCertificate };
}

/** An IPv4 address as a socket for both families has it; Go writes it as what it is. */
const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** Returns the address of one end of a connection; `undefined` if Node does not know it. */
export function address(host: string | undefined, port: number | undefined): Addr | undefined {
  if (host === undefined) return undefined;
  if (port === undefined) return { network: 'unix', toString: () => host };
  const ip = mapped.exec(host)?.[1] ?? host;
  const text = ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`;
  return { network: 'tcp', toString: () => text };
}
