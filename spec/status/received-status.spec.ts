import { ClientError } from 'nice-grpc-common';
import { clientError, detailsBinOf, receivedStatus } from '../../lib/status/internal';
import { bytesOf, richBytes } from './protobuf';

const rich = richBytes(5, 'no tea');

/** Bytes of a google.rpc.Status with fields that this library does not know, of every wire type. */
const unknownFields = Buffer.concat([
  rich,
  Buffer.from([0x78, 0x96, 0x01]), // 15: a varint
  Buffer.from([0x79, 1, 2, 3, 4, 5, 6, 7, 8]), // 15: 64 bits
  Buffer.from([0x7a, 1, 65]), // 15: bytes
  Buffer.from([0x7b, 0x08, 0x01, 0x13, 0x14, 0x7c]), // 15: a group with a group
  Buffer.from([0x7d, 1, 2, 3, 4]), // 15: 32 bits
  Buffer.from([0x0a, 1, 65]), // 1 as bytes: not the code
]);

describe('a status that came', () => {
  it.each<[string, Uint8Array]>([
    ['with details', rich],
    ['with fields of later versions', unknownFields],
    ['with a code that is written twice', Buffer.concat([Buffer.from([8, 9]), rich])],
  ])('%s keeps them, byte for byte', (_, bytes) => {
    expect(receivedStatus(5, 'no tea', [bytes])).toEqual({
      code: 5,
      details: 'no tea',
      detailsBin: Uint8Array.from(bytes),
    });
  });

  it('has the text of the details, as in grpc-go', () => {
    expect(receivedStatus(5, 'cut off', [rich]).details).toBe('no tea');
  });

  it.each<[string, Uint8Array[]]>([
    ['none', []],
    ['several', [rich, rich]],
    ['no protobuf', [Buffer.from('tea')]],
    ['a message cut off', [rich.subarray(0, rich.length - 1)]],
    ['a varint that does not end', [Buffer.alloc(11, 0xff)]],
    ['field 0', [Buffer.from([0, 1])]],
    ['a group that is not closed', [Buffer.from([0x7b, 0x08, 0x01])]],
    ['a group closed by another', [Buffer.from([0x7b, 0x74])]],
    ['the end of a group', [Buffer.from([0x7c])]],
    ['wire type 7', [Buffer.from([0x7f])]],
    ['groups without end', [Buffer.alloc(1e5, 0x7b)]],
    ['a text that is not UTF-8', [Buffer.from([0x08, 5, 0x12, 1, 0xff])]],
    ['a detail that is no message', [Buffer.from([0x08, 5, 0x1a, 1, 0x0f])]],
  ])('details that are %s are ignored', (_, bins) => {
    expect(receivedStatus(5, 'no tea', bins)).toEqual({ code: 5, details: 'no tea', detailsBin: undefined });
  });

  it.each([
    [5, 9, 'grpc-status=NotFound, grpc-message="a \\"b\\"", grpc-status-details-bin=code:9 message:"x"'],
    [0, 9, 'grpc-status=OK, grpc-message="a \\"b\\"", grpc-status-details-bin=code:9 message:"x"'],
    [99, 0, 'grpc-status=Code(99), grpc-message="a \\"b\\"", grpc-status-details-bin=code:0 message:"x"'],
  ])('with code %i and details of %i is INTERNAL', (code, other, text) => {
    expect(receivedStatus(code, 'a "b"', [bytesOf(other, 'x')])).toEqual({
      code: 13,
      details: `grpc-status-details-bin mismatch: ${text}`,
      detailsBin: undefined,
    });
  });

  it('makes a ClientError that carries its details', () => {
    const error = clientError('/s/m', receivedStatus(5, 'no tea', [rich]));
    expect(error).toBeInstanceOf(ClientError);
    expect(error).toMatchObject({ path: '/s/m', code: 5, details: 'no tea' });
    expect(detailsBinOf(error)).toEqual(rich);
  });
});
