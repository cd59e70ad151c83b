import { isHopByHop, isReserved, lower, nameOf } from '../../lib/metadata/internal';

describe('metadata.isReserved()', () => {
  const reserved = [
    'content-type',
    'user-agent',
    'grpc-message-type',
    'grpc-encoding',
    'grpc-message',
    'grpc-status',
    'grpc-timeout',
    'te',
    ':authority',
    ':path',
    ':',
  ];
  const free = [
    'grpc-previous-rpc-attempts',
    'grpc-retry-pushback-ms',
    'grpc-accept-encoding',
    'grpc-trace-bin',
    'grpc-tags-bin',
    'grpc-status-details-bin',
    'grpc-foo',
    'host',
    'authorization',
    'x:y',
    'tee',
    '',
    'constructor',
  ];

  it.each(reserved)('holds for %j', (key) => expect(isReserved(key)).toBe(true));
  it.each(free)('does not hold for %j', (key) => expect(isReserved(key)).toBe(false));
});

describe('metadata.isHopByHop()', () => {
  it.each(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade', 'http2-settings'])(
    'holds for %j',
    (key) => expect(isHopByHop(key)).toBe(true),
  );
  it.each(['te', 'host', 'x-connection', '__proto__'])('does not hold for %j', (key) =>
    expect(isHopByHop(key)).toBe(false),
  );
});

describe('metadata.lower()', () => {
  it.each([
    ['ABC-xyz.0', 'abc-xyz.0'],
    ['', ''],
    ['\u212A\u0130É', '\u212A\u0130É'],
    ['KÉY', 'kÉy'],
  ])('of %j is %j', (key, expected) => expect(lower(key)).toBe(expected));
});

describe('isBinary of metadata.nameOf()', () => {
  it.each([
    ['k-bin', true],
    ['-bin', true],
    ['bin', false],
    ['k-bin-x', false],
    ['k-BIN', true],
  ])('of %j is %j', (key, expected) => expect(nameOf(key).isBinary).toBe(expected));
});
