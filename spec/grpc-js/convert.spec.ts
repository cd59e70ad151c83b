import { Metadata } from '@grpc/grpc-js';
import { fromMetadata, isMetadata } from '../../lib/grpc-js/convert';
import { FieldMetadata } from '../../lib/grpc-js/field-metadata';
import { MD, Pairs } from '../../lib/metadata';

const bytes = Buffer.of(0, 1, 0x80, 255);

function metadata(): Metadata {
  const metadata = new Metadata({ waitForReady: true });
  metadata.add('K', 'v1');
  metadata.add('k', 'v2, with comma');
  metadata.add('k-bin', bytes);
  metadata.add('k-bin', Buffer.alloc(0));
  return metadata;
}

const md = () => Pairs('k', 'v1', 'k', 'v2, with comma', 'k-bin', bytes, 'k-bin', '');

describe('fromMetadata()', () => {
  it('has each value, bytes as characters', () => {
    expect([...fromMetadata(metadata())]).toEqual([...md()]);
  });

  it('returns a copy', () => {
    const original = metadata();
    fromMetadata(original).get('k')?.push('more');
    expect(original.get('k')).toEqual(['v1', 'v2, with comma']);
  });

  it('has the names that mean something to JavaScript', () => {
    const odd = new Metadata();
    for (const key of ['constructor', 'hasownproperty', 'then']) odd.add(key, 'v');
    expect([...fromMetadata(odd)]).toEqual([
      ['constructor', ['v']],
      ['hasownproperty', ['v']],
      ['then', ['v']],
    ]);
  });
});

describe('isMetadata()', () => {
  it.each([
    [new Metadata(), true],
    [FieldMetadata.of(new MD()), true],
    [{}, false],
    [null, false],
    [undefined, false],
    ['text', false],
  ])('of %p is %p', (x, is) => {
    expect(isMetadata(x)).toBe(is);
  });
});
