import type { IncomingHttpHeaders } from 'node:http2';
import { Metadata } from '@grpc/grpc-js';
import fc from 'fast-check';
import { restoreRepeated } from '../../lib/wire/incoming-fields';
import { normalizeHeaders } from '../../lib/wire/unsupported-fields';

type Field = readonly [name: string, value: string];

const single = ['authorization', 'date', 'etag'];
const binary = ['k-bin', 'grpc-trace-bin', 'grpc-k-bin'];
const names = [...single, ...binary, 'cookie', 'k1', 'k2', 'set-cookie', 'constructor'];

/** Returns the headers that Node's HTTP/2 makes of `fields`. */
function joined(fields: readonly Field[]): IncomingHttpHeaders {
  const headers: IncomingHttpHeaders = Object.create(null);
  for (const [name, value] of fields) {
    const before = headers[name];
    if (name === 'set-cookie') headers[name] = [...(before ?? []), value];
    else if (before === undefined) headers[name] = value;
    else if (!single.includes(name)) headers[name] = `${before}${name === 'cookie' ? '; ' : ', '}${value}`;
  }
  return headers;
}

/** Returns the headers as they are after they have been restored. */
function restored(fields: readonly Field[]): IncomingHttpHeaders {
  const headers = joined(fields);
  const raw = fields.flat();
  normalizeHeaders(headers, raw);
  return headers;
}

const text = fc.string({ unit: fc.constantFrom(',', ' ', ';', 'a', '"', '~'), maxLength: 5 });
const base64 = fc.uint8Array({ maxLength: 4 }).map((bytes) => Buffer.from(bytes).toString('base64'));
const list = fc.array(base64, { minLength: 1, maxLength: 3 }).map((values) => values.join(', '));
const field: fc.Arbitrary<Field> = fc
  .constantFrom(...names)
  .chain((name) => fc.tuple(fc.constant(name), name.endsWith('-bin') ? list : text));

const table: ReadonlyArray<[string, Field[], Record<string, string | string[]>]> = [
  ['nothing', [], {}],
  ['a single value', [['k', 'v']], { k: 'v' }],
  ['a single value with a comma', [['k', 'a, b']], { k: 'a, b' }],
  [
    'two values',
    [
      ['k', 'v1'],
      ['k', 'v2'],
    ],
    { k: ['v1', 'v2'] },
  ],
  [
    'values with commas, and none',
    [
      ['k', 'a, b'],
      ['k', ''],
      ['k', 'c'],
    ],
    { k: ['a, b', '', 'c'] },
  ],
  [
    'values between others',
    [
      ['k', '1'],
      ['l', '2'],
      ['k', '3'],
    ],
    { k: ['1', '3'], l: '2' },
  ],
  [
    'what Node drops',
    [
      ['authorization', 'a'],
      ['authorization', 'b'],
    ],
    { authorization: ['a', 'b'] },
  ],
  ['bytes in one field', [['k-bin', 'YQ,Yg']], { 'k-bin': ['YQ', 'Yg'] }],
  [
    'bytes in one field and in another',
    [
      ['k-bin', 'YQ , Yg=='],
      ['k-bin', 'Yw'],
    ],
    { 'k-bin': ['YQ', 'Yg==', 'Yw'] },
  ],
];

describe('restoreRepeated()', () => {
  it('gives grpc-js each value that was sent, whatever was sent', () => {
    fc.assert(
      fc.property(fc.array(field, { maxLength: 12 }), (fields) => {
        const sent = new Map<string, Array<string | Buffer>>();
        for (const [name, value] of fields) {
          const values = name.endsWith('-bin')
            ? value.split(', ').map((item) => Buffer.from(item, 'base64'))
            : [value];
          sent.set(name, [...(sent.get(name) ?? []), ...values]);
        }
        const metadata = Metadata.fromHttp2Headers(restored(fields));
        for (const [name, values] of sent) expect(metadata.get(name)).toEqual(values);
        expect(Object.keys(metadata.getMap()).sort()).toEqual([...sent.keys()].sort());
      }),
    );
  });

  it.each(table)('makes a list of what came more than once: %s', (_what, fields, headers) => {
    expect({ ...restored(fields) }).toEqual(headers);
  });

  it('leaves the fields of HTTP/2 alone', () => {
    const headers = { ':status': '200', k: 'a, b' };
    restoreRepeated(headers, [':status', '200', ':status', '201', 'k', 'a', 'k', 'b']);
    expect(headers).toEqual({ ':status': '200', k: ['a', 'b'] });
  });
});
