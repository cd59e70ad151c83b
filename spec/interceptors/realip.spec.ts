import { background } from '../../lib/context';
import { realip, realipFromContext } from '../../lib/interceptors';
import { Pairs } from '../../lib/metadata';
import { Peer } from '../../lib/peer';
import { wrong } from '../support/wrong';
import { sides } from './both';

const headers = ['x-forwarded-for', 'x-real-ip'];

function peerAt(address: string, network = 'tcp'): Peer {
  return new Peer({ addr: { network, toString: () => address } });
}

describe.each(sides)('interceptors.realip().%s', (_, call) => {
  async function found(trustedPeers: readonly string[], address: string, ...kv: string[]) {
    let ip: string | undefined = 'the handler did not run';
    const handler = () => {
      ip = realipFromContext();
    };
    const init = { peer: peerAt(address), md: Pairs(...kv) };
    expect(await call(realip({ trustedPeers, headers }), handler, init)).toMatchObject({ error: undefined });
    return ip;
  }

  it.each([
    ['10.0.0.1:5', '10.0.0.1'],
    ['[2001:db8::1]:5', '2001:db8::1'],
    ['[fe80::1%eth0]:5', 'fe80::1'],
    ['[::ffff:10.0.0.1]:5', '10.0.0.1'],
    ['::1', '::1'],
    ['/tmp/socket', undefined],
    ['', undefined],
  ])('without trusted peers, of %s, is %s, whatever the headers say', async (address, ip) => {
    expect(await found([], address, 'x-forwarded-for', '1.2.3.4', 'x-real-ip', '1.2.3.4')).toBe(ip);
  });

  it.each([
    ['is told', ['x-forwarded-for', '1.2.3.4'], '1.2.3.4'],
    ['is told with a port', ['x-forwarded-for', '1.2.3.4:567'], '1.2.3.4'],
    ['is told in brackets', ['x-forwarded-for', '[2001:db8::1]:567'], '2001:db8::1'],
    ['is told by the other header', ['x-real-ip', '1.2.3.4'], '1.2.3.4'],
    ['is the last that is not trusted', ['x-forwarded-for', '6.6.6.6, 1.2.3.4,10.9.9.9'], '1.2.3.4'],
    [
      'is in the last of several values',
      ['x-forwarded-for', '6.6.6.6', 'x-forwarded-for', '1.2.3.4, 10.9.9.9'],
      '1.2.3.4',
    ],
    ['is trusted itself', ['x-forwarded-for', '10.0.0.7, 10.0.0.8'], '10.0.0.7'],
    [
      'is told by the first header that is there',
      ['x-real-ip', '6.6.6.6', 'x-forwarded-for', '1.2.3.4'],
      '1.2.3.4',
    ],
    ['is not told', [], '10.0.0.1'],
    ['is told in nonsense', ['x-forwarded-for', '6.6.6.6, unknown'], '10.0.0.1'],
    ['comes before nonsense', ['x-forwarded-for', '6.6.6.6, unknown, 10.9.9.9'], '10.9.9.9'],
    ['is told as nothing', ['x-forwarded-for', ''], '10.0.0.1'],
  ])('behind a proxy that is trusted, if the client %s', async (_, kv, ip) => {
    expect(await found(['10.0.0.0/8'], '10.0.0.1:5', ...kv)).toBe(ip);
  });

  it.each([
    ['proxies further away', { trustedProxies: ['20.0.0.0/8'] }, '6.6.6.6, 1.2.3.4, 20.0.0.1', '1.2.3.4'],
    ['proxies that nobody names', {}, '6.6.6.6, 1.2.3.4, 20.0.0.1', '20.0.0.1'],
    ['a number of proxies', { trustedProxiesCount: 1 }, '6.6.6.6, 1.2.3.4, 30.0.0.1', '1.2.3.4'],
    [
      'both',
      { trustedProxies: ['20.0.0.0/8'], trustedProxiesCount: 1 },
      '1.2.3.4, 20.0.0.1, 30.0.0.1',
      '1.2.3.4',
    ],
    ['more proxies than there are', { trustedProxiesCount: 3 }, '1.2.3.4, 30.0.0.1', '10.0.0.1'],
  ])('behind %s', async (_, options, list, ip) => {
    let found: string | undefined;
    const interceptor = realip({ trustedPeers: ['10.0.0.0/8'], headers: ['X-Forwarded-For'], ...options });
    const init = { peer: peerAt('10.0.0.1:5'), md: Pairs('x-forwarded-for', list) };
    const handler = () => {
      found = realipFromContext();
    };
    await call(interceptor, handler, init);
    expect(found).toBe(ip);
    await call(interceptor, handler, { ...init, peer: peerAt('20.0.0.1:5') });
    expect(found).toBe('20.0.0.1'); // a proxy further away is no peer that is believed
  });

  it('believes nobody else', async () => {
    for (const address of ['11.0.0.1:5', '[::1]:5', '[2001:db8::1]:5']) {
      expect(await found(['10.0.0.0/8', '::2'], address, 'x-forwarded-for', '6.6.6.6')).not.toBe('6.6.6.6');
    }
  });

  it('knows IPv6 networks, and IPv4 in them', async () => {
    const kv = ['x-forwarded-for', '1.2.3.4'];
    expect(await found(['2001:db8::/32'], '[2001:db8:1::1]:5', ...kv)).toBe('1.2.3.4');
    expect(await found(['2001:db8::/32'], '[2001:db9::1]:5', ...kv)).toBe('2001:db9::1');
    expect(await found(['::1'], '[::1]:5', ...kv)).toBe('1.2.3.4');
    expect(await found(['10.0.0.0/8'], '[::ffff:10.0.0.1]:5', ...kv)).toBe('1.2.3.4');
  });

  it('takes time that grows no faster than what came', async () => {
    const began = process.cpuUsage();
    await found(['0.0.0.0/0'], '10.0.0.1:5', 'x-forwarded-for', '10.0.0.1, '.repeat(100_000));
    await found(['0.0.0.0/0'], '10.0.0.1:5', 'x-forwarded-for', `${' '.repeat(1_000_000)}:`);
    await found(['0.0.0.0/0'], '10.0.0.1:5', 'x-forwarded-for', '['.repeat(1_000_000));
    expect(process.cpuUsage(began).user).toBeLessThan(3_000_000); // microseconds; a square would be hours
  });
});

describe('interceptors.realip()', () => {
  it.each([
    [wrong<string[]>('10.0.0.1'), TypeError],
    [wrong<string[]>(undefined), TypeError],
    [[wrong<string>(1)], TypeError],
    [['10.0.0.0/33'], RangeError],
    [['::/129'], RangeError],
    [['localhost'], RangeError],
    [['10.0.0'], RangeError],
    [['10.0.0.1/8/8'], RangeError],
    [['fe80::1%eth0'], RangeError],
    [[''], RangeError],
    [['*'], RangeError],
  ])('refuses %j', (trustedPeers, type) => {
    expect(() => realip({ trustedPeers, headers })).toThrow(type);
  });

  it('is not there without the interceptor', () => {
    expect(realipFromContext(background())).toBeUndefined();
  });
});
