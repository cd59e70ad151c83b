import { ownFields } from '../../../lib/connect/client/own-fields';
import { unredacted } from '../../../lib/testing';

describe('connect.ownFields()', () => {
  it.each([
    [
      'a list',
      [
        ['X-Key', 'a'],
        ['x-key', 'b'],
        ['k-bin', 'AQ'],
        ['te', 'trailers'],
      ] as [string, string][],
      ['a', 'b'],
    ],
    ['an object', { 'X-Key': 'a', 'k-bin': 'AQ', te: 'trailers' }, ['a']],
  ])('takes %s apart', (_, headers, values) => {
    const { md, reserved } = ownFields(headers);
    expect(unredacted(md)).toEqual({ 'x-key': values, 'k-bin': ['\u0001'] });
    expect(reserved).toEqual([['te', 'trailers']]);
  });
});
