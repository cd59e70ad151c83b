import { joinFields, withFields } from '../../lib/connect/field-list';
import { MD } from '../../lib/metadata';

/** Returns the fields of `headers` as Connect's adapters write them. */
function written(headers: Headers): string[][] {
  const fields: string[][] = [];
  headers.forEach((value, name) => {
    fields.push([name, value]);
  });
  return fields;
}

describe('connect.withFields()', () => {
  it('is the headers themselves, if they can hold the fields', () => {
    const headers = new Headers({ a: '1' });
    const md = new MD({ b: '2', 'k-bin': Uint8Array.of(1), te: 'trailers' });
    expect(withFields(headers, md)).toBe(headers);
    expect(written(headers)).toEqual([
      ['a', '1'],
      ['b', '2'],
      ['k-bin', 'AQ'],
    ]);
  });

  it('keeps the values of one name apart, those of the MD first', () => {
    const headers = withFields(new Headers({ k: '3' }), new MD({ k: ['1', '2'] }));
    expect(written(headers)).toEqual([
      ['k', '1'],
      ['k', '2'],
      ['k', '3'],
    ]);
    expect(headers.get('k')).toBe('1, 2, 3');
  });

  it('keeps spaces at the ends of a value', () => {
    expect(written(withFields(new Headers(), new MD({ k: ' a ' })))).toEqual([['k', ' a ']]);
  });

  it('gives what was set since in place of a list', () => {
    const headers = withFields(new Headers(), new MD({ k: ['1', '2'] }));
    headers.set('k', '4');
    expect(written(headers)).toEqual([['k', '4']]);
  });

  it('puts a prefix before the names', () => {
    expect(written(withFields(new Headers(), new MD({ k: '1' }), 'trailer-'))).toEqual([['trailer-k', '1']]);
  });
});

describe('connect.joinFields()', () => {
  it('has lists only where headers cannot hold them', () => {
    expect(joinFields(new Headers(), new MD({ k: '1' })).lists).toBeUndefined();
    expect(joinFields(new Headers(), new MD({ k: ['1', '2'] })).lists).toEqual(new Map([['k', ['1', '2']]]));
  });
});
