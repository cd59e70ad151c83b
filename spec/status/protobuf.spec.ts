import { bytesField, elementField, readFields, varintField } from '../../lib/status/protobuf';

const message = (...fields: Uint8Array[][]) => Buffer.concat(fields.flat());

describe('status.readFields()', () => {
  it('reads what the other functions write', () => {
    const bytes = message(
      varintField(1, 300),
      bytesField(2, Buffer.from('no tea')),
      elementField(3, Buffer.alloc(0)),
      varintField(200, 2 ** 40),
    );
    expect(readFields(bytes).map((field) => [field.number, field.varint, field.bytes?.toString()])).toEqual([
      [1, 300, undefined],
      [2, undefined, 'no tea'],
      [3, undefined, ''],
      [200, 2 ** 40, undefined],
    ]);
  });

  it('hands out fields of other wire types whole', () => {
    const [group, fixed32, fixed64] = ['0b08010c', '1d01020304', '210102030405060708'];
    const bytes = Buffer.from(`${group}${fixed32}${fixed64}`, 'hex');
    expect(readFields(bytes).map(({ raw }) => Buffer.from(raw).toString('hex'))).toEqual([
      group,
      fixed32,
      fixed64,
    ]);
  });

  it.each([
    ['a length beyond the end', '1205616263'],
    ['a varint without end', 'ffffffffffffffffffffff'],
    ['field number 0', '0001'],
    ['an unknown wire type', '0f'],
    ['a group without end', '0b0801'],
    ['groups in groups in groups', '0b'.repeat(200)],
  ])('refuses %s', (_, hex) => {
    expect(() => readFields(Buffer.from(hex, 'hex'))).toThrow(RangeError);
  });
});

describe('status.varintField() and bytesField()', () => {
  it('leave out what proto3 leaves out', () => {
    expect([varintField(1, 0), bytesField(2, Buffer.alloc(0))]).toEqual([[], []]);
  });
});
