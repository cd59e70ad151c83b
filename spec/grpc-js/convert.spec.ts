import { Metadata } from '@grpc/grpc-js';
import { fromMetadata, isMetadata } from '../../lib/grpc-js/convert';
import { WireMetadata } from '../../lib/grpc-js/sent-metadata';
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
    [WireMetadata.of(new MD()), true],
    [{}, false],
    [null, false],
    [undefined, false],
    ['text', false],
  ])('of %p is %p', (x, is) => {
    expect(isMetadata(x)).toBe(is);
  });
});

describe('WireMetadata', () => {
  it('is sent with each value, bytes in base64 without padding', () => {
    const headers = WireMetadata.of(md()).toHttp2Headers();
    expect({ ...headers }).toEqual({ k: ['v1', 'v2, with comma'], 'k-bin': ['AAGA/w', ''] });
  });

  it('is sent without the names that are reserved', () => {
    const reserved = Pairs(':path', '/', 'te', 'x', 'grpc-status', '7', 'user-agent', 'x', 'k', 'v');
    expect({ ...WireMetadata.of(reserved).toHttp2Headers() }).toEqual({ k: 'v' });
  });

  it('shares nothing with its clone', () => {
    const original = WireMetadata.of(md());
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
    WireMetadata.of(original).add('k', 'more');
    expect([...original]).toEqual([...md()]);
  });
});
