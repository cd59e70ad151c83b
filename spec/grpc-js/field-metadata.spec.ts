import { Metadata } from '@grpc/grpc-js';
import { fromMetadata } from '../../lib/grpc-js/convert';
import { FieldMetadata } from '../../lib/grpc-js/field-metadata';
import { Pairs } from '../../lib/metadata';

const bytes = Buffer.of(0, 1, 0x80, 255);
const md = () => Pairs('k', 'v1', 'k', 'v2, with comma', 'k-bin', bytes, 'k-bin', '');

describe('FieldMetadata', () => {
  it('is sent with each value, bytes in base64 without padding', () => {
    const headers = FieldMetadata.of(md()).toHttp2Headers();
    expect({ ...headers }).toEqual({ k: ['v1', 'v2, with comma'], 'k-bin': ['AAGA/w', ''] });
  });

  it('is sent without the names that are reserved', () => {
    const reserved = Pairs(':path', '/', 'te', 'x', 'grpc-status', '7', 'user-agent', 'x', 'k', 'v');
    expect({ ...FieldMetadata.of(reserved).toHttp2Headers() }).toEqual({ k: 'v' });
  });

  it('is sent with the names that mean something to JavaScript', () => {
    const headers = FieldMetadata.of(
      Pairs('constructor', 'v1', 'constructor', 'v2', 'then', 'v'),
    ).toHttp2Headers();
    expect(Object.entries(headers)).toEqual([
      ['constructor', ['v1', 'v2']],
      ['then', 'v'],
    ]);
  });

  it('refuses to be changed to what grpc-js refuses', () => {
    const metadata = FieldMetadata.of(md());
    expect(() => metadata.set('k', 'v\n')).toThrow('illegal characters');
    expect(() => metadata.add('a!b', 'v')).toThrow('illegal characters');
    expect(() => metadata.add('l-bin', 'text')).toThrow('Buffer');
  });

  it('takes what another has after its own, and has it read by one', () => {
    const [metadata, other] = [FieldMetadata.of(Pairs('k', 'v1')), new Metadata()];
    other.add('k', 'v2');
    other.add('l-bin', bytes);
    metadata.merge(other);
    expect(metadata.toJSON()).toEqual({ k: ['v1', 'v2'], 'l-bin': [bytes] });
    other.merge(metadata);
    expect(other.get('k')).toEqual(['v2', 'v1', 'v2']);
  });

  it('shares nothing with its clone', () => {
    const original = FieldMetadata.of(md());
    const clone = original.clone();
    clone.add('k', 'more');
    clone.set('k-bin', bytes);
    clone.add('new', 'v');
    expect([...fromMetadata(original)]).toEqual([...md()]);
    original.add('k', 'other');
    expect(clone.get('k')).toEqual(['v1', 'v2, with comma', 'more']);
  });

  it('shares nothing with the MD that it was made of', () => {
    const original = md();
    FieldMetadata.of(original).add('k', 'more');
    expect([...original]).toEqual([...md()]);
  });
});
