import type { ServerInterceptingCallInterface } from '@grpc/grpc-js';
import { clientOf, serverOf } from '../../lib/grpc-js/peers';
import { wrong } from '../support/wrong';

type Call = ServerInterceptingCallInterface;
type Connection = ReturnType<Call['getConnectionInfo']>;

function callOver(connection: Connection, auth: ReturnType<Call['getAuthContext']> = {}): Call {
  return wrong({ getConnectionInfo: () => connection, getAuthContext: () => auth });
}

describe('clientOf()', () => {
  it.each<[string, Connection, string | undefined, string | undefined, string | undefined]>([
    [
      'IPv4',
      { localAddress: '127.0.0.1', localPort: 1, remoteAddress: '10.0.0.1', remotePort: 2 },
      'tcp',
      '10.0.0.1:2',
      '127.0.0.1:1',
    ],
    [
      'IPv6',
      { localAddress: '::1', localPort: 1, remoteAddress: 'fe80::1%eth0', remotePort: 2 },
      'tcp',
      '[fe80::1%eth0]:2',
      '[::1]:1',
    ],
    [
      'IPv4 on a socket for both families, as Go writes it',
      { localAddress: '::ffff:10.0.0.1', localPort: 1, remoteAddress: '::FFFF:10.0.0.2', remotePort: 2 },
      'tcp',
      '10.0.0.2:2',
      '10.0.0.1:1',
    ],
    ['a Unix socket, of which Node tells nothing', {}, 'unix', '@', undefined],
    ['a path', { localAddress: '/tmp/s', remoteAddress: '@' }, 'unix', '@', '/tmp/s'],
  ])('tells the addresses of a connection over %s', (_what, connection, network, addr, localAddr) => {
    const peer = clientOf(callOver(connection));
    expect(peer.addr?.network).toBe(network);
    expect(peer.addr && String(peer.addr)).toBe(addr);
    expect(peer.localAddr && String(peer.localAddr)).toBe(localAddr);
    expect(peer.authInfo).toBeUndefined();
  });

  it('tells what TLS knows of the client', () => {
    const peerCertificate = wrong<never>({ subject: { CN: 'client' } });
    const auth = { transportSecurityType: 'ssl', sslPeerCertificate: peerCertificate };
    const { authInfo } = clientOf(callOver({}, auth));
    expect(authInfo?.authType()).toBe('tls');
    expect(authInfo).toMatchObject({ peerCertificate: { subject: { CN: 'client' } } });
    expect(clientOf(callOver({}, { transportSecurityType: 'ssl' })).authInfo).toMatchObject({
      peerCertificate: undefined,
    });
  });
});

describe('serverOf()', () => {
  it.each([
    ['127.0.0.1:50051', 'tcp'],
    ['[::1]:50051', 'tcp'],
    ['/tmp/socket', 'unix'],
  ])('tells the address %p', (text, network) => {
    const { addr } = serverOf(text, null);
    expect(addr?.network).toBe(network);
    expect(String(addr)).toBe(text);
  });

  it('knows none before grpc-js does', () => {
    expect(serverOf('unknown', null).addr).toBeUndefined();
  });

  it('tells that the connection is secure, and the certificate', () => {
    const sslPeerCertificate = { subject: 'x' };
    const { authInfo } = serverOf(
      '127.0.0.1:1',
      Object.assign({ transportSecurityType: 'ssl' }, { sslPeerCertificate: sslPeerCertificate as never }),
    );
    expect(authInfo?.authType()).toBe('tls');
    expect(authInfo).toMatchObject({ peerCertificate: sslPeerCertificate });
    expect(serverOf('127.0.0.1:1', {}).authInfo).toBeUndefined();
  });
});
