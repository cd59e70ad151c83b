import { inspect } from 'node:util';
import fc from 'fast-check';
import { MD, New, Pairs } from '../../lib/metadata';

const shown = [
  'content-type',
  'te',
  'user-agent',
  'grpc-encoding',
  'grpc-accept-encoding',
  'grpc-timeout',
  'grpc-status',
  'grpc-message-type',
  'grpc-previous-rpc-attempts',
  'grpc-retry-pushback-ms',
];

describe('MD.toString()', () => {
  const table: [string, MD, string][] = [
    ['nothing', New(), 'map[]'],
    [
      'what is hidden',
      Pairs('authorization', 'SECRET', 'grpc-encoding', 'gzip'),
      'map[grpc-encoding:[gzip] <1 redacted>]',
    ],
    ['two hidden keys', Pairs('a', 'SECRET', 'b', 'SECRET'), 'map[<2 redacted>]'],
    ['keys, not values', Pairs('a', 'SECRET', 'a', 'SECRET'), 'map[<1 redacted>]'],
    [
      'keys in order',
      Pairs('user-agent', 'x', 'te', 'trailers', 'Content-Type', 'y'),
      'map[content-type:[y] te:[trailers] user-agent:[x]]',
    ],
    [
      'all values of a key',
      Pairs('grpc-encoding', 'a', 'grpc-encoding', 'b c'),
      'map[grpc-encoding:[a b c]]',
    ],
    [
      'a key that begins like one',
      Pairs('grpc-encoding-x', 'SECRET', 'grpc-message', 'SECRET'),
      'map[<2 redacted>]',
    ],
    [
      'odd keys',
      New(JSON.parse('{ "__proto__": "SECRET", "constructor": "SECRET", "": "SECRET" }')),
      'map[<3 redacted>]',
    ],
  ];

  it.each(table)('tells %s', (_, md, text) => {
    expect(String(md)).toBe(text);
  });

  it.each(shown)('shows %s', (key) => {
    expect(String(Pairs(key.toUpperCase(), 'value'))).toBe(`map[${key}:[value]]`);
  });
});

describe('printing an MD', () => {
  const ways: [string, (x: unknown) => string][] = [
    ['String', (x) => String(x)],
    ['a template', (x) => `${x}`],
    ['concat', (x) => ''.concat(x as string)],
    ['JSON.stringify', (x) => JSON.stringify(x)],
    ['JSON.stringify of what holds it', (x) => JSON.stringify({ md: [x] }, null, 2)],
    ['inspect', (x) => inspect(x)],
    ['inspect to the bottom', (x) => inspect(x, { depth: null })],
    ['inspect with what is hidden', (x) => inspect({ x }, { depth: null, showHidden: true })],
    ['an error that holds it', (x) => inspect(Object.assign(new Error('e'), { md: x }), { depth: null })],
  ];

  it.each(ways)('shows neither a value nor its key: %s', (_, print) => {
    const md = Pairs('authorization', 'Bearer SECRET', 'SECRET-key', 'v', 'token-bin', Buffer.from('SECRET'));
    expect(print(md)).toContain('<3 redacted>');
    expect(print(md)).not.toMatch(/SECRET|authorization|token|83, 69/i);
  });

  it.each(['log', 'error', 'info', 'warn', 'debug'] as const)('shows no value: console.%s', (level) => {
    const out: string[] = [];
    const write = (text: unknown) => out.push(String(text)) > 0;
    const stream = Object.assign(Object.create(process.stdout), { write });
    const { Console } = require('node:console');
    new Console(stream, stream)[level]('md %s %o %O %j', ...Array(5).fill(Pairs('k', 'SECRET')));
    expect(out.join('')).toContain('<1 redacted>');
    expect(out.join('')).not.toContain('SECRET');
  });

  it('shows no value of a key that is not on the list, whatever it holds', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }).filter((key) => !shown.includes(key.toLowerCase())),
        fc.string({ minLength: 3 }).map((text) => `SECRET${text}`),
        (key, value) => {
          const md = new MD().set(key, value);
          for (const [, print] of ways) expect(print(md)).not.toContain('SECRET');
        },
      ),
    );
  });
});
