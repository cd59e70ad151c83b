import { Metadata } from '@grpc/grpc-js';
import { feedMetadata, ReceivedMetadata, receivedMetadata } from '../../lib/grpc-js/received-metadata';
import { keepHeaders } from '../../lib/wire/incoming-fields';
import { wrong } from '../support/wrong';

const stream = wrong<never>({});
const received = (...raw: string[]) => ({ raw, stream });
const metadataOf = (...raw: string[]) => receivedMetadata(received(...raw));

describe('ReceivedMetadata', () => {
  it('has each field as a value of its own', () => {
    const metadata = metadataOf('k', 'v1', 'l', 'x', 'k', 'v2, with a comma');
    expect(metadata.get('k')).toEqual(['v1', 'v2, with a comma']);
    expect(metadata.get('K')).toEqual(['v1', 'v2, with a comma']);
    expect(metadata.getMap()).toEqual({ k: 'v1', l: 'x' });
    expect(metadata.toJSON()).toEqual({ k: ['v1', 'v2, with a comma'], l: ['x'] });
  });

  it('has bytes, several of one field too', () => {
    const metadata = metadataOf('k-bin', 'AQ,Ag==', 'k-bin', 'Aw');
    expect(metadata.get('k-bin')).toEqual([Buffer.of(1), Buffer.of(2), Buffer.of(3)]);
  });

  it('leaves out what grpc-js would print to its log, HTTP/2’s own, and a timeout that it cannot measure', () => {
    const raw = [':path', '/', 'a!b', 'v', 'k', '\xe9', 'ok', 'v', 'grpc-timeout', '99999999H'];
    expect(metadataOf(...raw).toJSON()).toEqual({ ok: ['v'] });
    expect(metadataOf(...raw).get('grpc-timeout')).toEqual([]);
    expect(metadataOf('grpc-timeout', '5S').get('grpc-timeout')).toEqual(['5S']);
  });

  it('is without what grpc-js removes, before it is filled and afterwards', () => {
    const metadata = metadataOf('te', 'trailers', 'content-type', 'application/grpc', 'k', 'v');
    metadata.remove('te');
    expect(metadata.get('te')).toEqual([]);
    expect(metadata.toJSON()).toEqual({ 'content-type': ['application/grpc'], k: ['v'] });
    metadata.remove('content-type');
    expect(metadata.toJSON()).toEqual({ k: ['v'] });
  });

  it('is changed as any other, and merged into one', () => {
    const metadata = metadataOf('k', 'v');
    metadata.add('k', 'w');
    metadata.set('l', 'x');
    const other = new Metadata();
    other.merge(metadata);
    expect(other.toJSON()).toEqual({ k: ['v', 'w'], l: ['x'] });
    expect(metadata.toHttp2Headers()).toEqual({ k: ['v', 'w'], l: 'x' });
  });

  it('has clones that share nothing, and know their fields', () => {
    const metadata = metadataOf('k', 'v', 'te', 'trailers');
    metadata.remove('te');
    const [before, bytes] = [metadata.clone(), metadataOf('k-bin', 'AQ')];
    metadata.set('k', 'w');
    const after = metadata.clone();
    metadata.set('k', 'x');
    expect([before.toJSON(), after.toJSON()]).toEqual([{ k: ['v'] }, { k: ['w'] }]);
    expect(ReceivedMetadata.headersOf(after)?.raw).toEqual(['k', 'v', 'te', 'trailers']);
    expect(bytes.clone().get('k-bin')).toEqual([Buffer.of(1)]);
  });

  it('shows no value of a field when it is printed', () => {
    const metadata = metadataOf('authorization', 'secret-1');
    metadata.get('authorization');
    expect(require('node:util').inspect(metadata, { showHidden: true, depth: 9 })).not.toContain('secret-1');
  });
});

describe('ReceivedMetadata.headersOf()', () => {
  it('knows nothing of other metadata', () => {
    expect(ReceivedMetadata.headersOf(new Metadata())).toBeUndefined();
  });
});

describe('feedMetadata()', () => {
  it('has grpc-js make its metadata of the fields that are known, and of no others', () => {
    expect([feedMetadata(), feedMetadata()]).toEqual([true, true]);
    const headers = { k: 'v1, v2' };
    expect(Metadata.fromHttp2Headers({ ...headers }).get('k')).toEqual(['v1, v2']);
    keepHeaders(headers, received('k', 'v1', 'k', 'v2'));
    expect(Metadata.fromHttp2Headers(headers).get('k')).toEqual(['v1', 'v2']);
  });
});
