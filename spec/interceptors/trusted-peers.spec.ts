import { addressIn, TrustedPeers } from '../../lib/interceptors/trusted-peers';

describe('interceptors.addressIn()', () => {
  it.each([
    ['10.0.0.1', '10.0.0.1'],
    [' 10.0.0.1:443 ', '10.0.0.1'],
    ['::1', '::1'],
    ['[::1]:443', '::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::ffff:10.0.0.1', '10.0.0.1'],
    ['unix:/tmp/s', undefined],
    ['host:443', undefined],
    ['', undefined],
  ])('of %p is %p', (text, address) => {
    expect(addressIn(text)).toBe(address);
  });
});

describe('interceptors.TrustedPeers', () => {
  const peers = new TrustedPeers(['10.0.0.0/8', '192.168.1.7', '2001:db8::/32']);

  it.each([
    ['10.255.0.1', true],
    ['11.0.0.1', false],
    ['192.168.1.7', true],
    ['192.168.1.8', false],
    ['2001:db8::5', true],
    ['2001:db9::5', false],
  ])('has %s: %p', (address, expected) => {
    expect(peers.has(address)).toBe(expected);
  });

  it('is empty without any', () => {
    expect(new TrustedPeers([]).has('127.0.0.1')).toBe(false);
  });

  it.each(['10.0.0.0/33', 'host', '::1%lo', '::/129'])('refuses %s', (peer) => {
    expect(() => new TrustedPeers([peer])).toThrow(RangeError);
  });
});
