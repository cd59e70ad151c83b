import { protocolOf } from '../../lib/connect/protocol';

describe('connect.protocolOf()', () => {
  it.each([
    ['application/grpc', 'grpc'],
    ['application/grpc+proto', 'grpc'],
    ['Application/gRPC+json', 'grpc'],
    ['application/grpc-web', 'grpc-web'],
    ['application/grpc-web+proto', 'grpc-web'],
    ['application/connect+json', 'connect'],
    ['application/json', 'connect-unary'],
    ['application/proto', 'connect-unary'],
    [null, 'connect-unary'],
  ])('of %p is %p', (type, protocol) => {
    expect(protocolOf(type)).toBe(protocol);
  });
});
