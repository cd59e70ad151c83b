import { headersOf, receivedFields } from '../../../lib/connect/client/response-fields';
import { unredacted } from '../../../lib/testing';

describe('connect.receivedFields()', () => {
  const raw = ['x-key', 'a', 'x-key', 'b', 'trailer-x-end', 'c', 'content-encoding', 'gzip'];

  it('are all of the header over gRPC', () => {
    const { header, trailer } = receivedFields(raw, 'grpc');
    expect([header.get('x-key'), header.get('trailer-x-end'), trailer]).toEqual([
      ['a', 'b'],
      ['c'],
      undefined,
    ]);
  });

  it('are header and trailer of a unary call over Connect’s own protocol', () => {
    const { header, trailer } = receivedFields(raw, 'connect-unary');
    expect([unredacted(header), unredacted(trailer)]).toEqual([{ 'x-key': ['a', 'b'] }, { 'x-end': ['c'] }]);
  });

  it('have nothing of the message over gRPC-Web', () => {
    const { header, trailer } = receivedFields(raw, 'grpc-web');
    expect([header.has('content-encoding'), trailer]).toEqual([false, undefined]);
  });
});

describe('connect.headersOf()', () => {
  it('has the fields of the response, without those of HTTP/2 itself', () => {
    expect([...headersOf([':status', '200', 'k', 'a', 'k', 'b'])]).toEqual([['k', 'a, b']]);
  });
});
