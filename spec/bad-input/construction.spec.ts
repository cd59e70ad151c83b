import { sendHeader, setHeader, setTrailer } from '../../lib/grpc';
import {
  appendToOutgoingContext,
  Join,
  MD,
  New,
  newIncomingContext,
  newOutgoingContext,
  Pairs,
} from '../../lib/metadata';
import { kinds } from '../support/echo';
import { adapters, Stage } from './stage';

const secret = 'hush-4711';

/** What somebody who writes JavaScript, or casts, may hand over in place of a value. */
const noValues: ReadonlyArray<readonly [string, unknown, string]> = [
  ['undefined', undefined, 'undefined'],
  ['null', null, 'null'],
  ['a number', 4711, 'number'],
  ['a boolean', true, 'boolean'],
  ['an object', { secret }, 'object'],
  ['a symbol', Symbol(secret), 'symbol'],
  ['a function', () => secret, 'function'],
  ['an ArrayBuffer', new TextEncoder().encode(secret).buffer, 'ArrayBuffer'],
];

/** Each way to make metadata of a key and a value, and how it is called in the text of an error. */
const makers: ReadonlyArray<readonly [string, (key: string, value: never) => unknown, string]> = [
  ['Pairs()', (key, value) => Pairs(key, value), 'Pairs'],
  ['New()', (key, value) => New({ [key]: value }), 'New'],
  ['new MD()', (key, value) => new MD([[key, value]]), 'MD'],
  ['MD.set()', (key, value) => new MD().set(key, value), 'MD.set'],
  ['MD.set() with a list', (key, value) => new MD().set(key, [value]), 'MD.set'],
  ['MD.append()', (key, value) => new MD().append(key, value), 'MD.append'],
  ['Join()', (key, value) => Join([[key, [value]]]), 'Join'],
  [
    'appendToOutgoingContext()',
    (key, value) => appendToOutgoingContext(key, value),
    'appendToOutgoingContext',
  ],
  ['newOutgoingContext()', (key, value) => newOutgoingContext([[key, value]]), 'newOutgoingContext'],
  ['newIncomingContext()', (key, value) => newIncomingContext([[key, value]]), 'newIncomingContext'],
];

describe.each(makers)('%s', (_name, make, where) => {
  it.each(noValues)('refuses %s as a value', (_what, value, got) => {
    expect(() => make('k', value as never)).toThrow(
      new TypeError(`metadata: ${where}: a value of "k" must be a string: got ${got}`),
    );
  });

  it('refuses bytes under a key that does not end in -bin', () => {
    expect(() => make('k', Buffer.from(secret) as never)).toThrow(
      new TypeError(
        `metadata: ${where}: a value of "k" must be a string, as the key does not end in "-bin": got Buffer`,
      ),
    );
  });

  it('refuses a character above U+00FF under a key that ends in -bin', () => {
    expect(() => make('k-bin', `${secret}\u0100` as never)).toThrow(
      new TypeError(
        `metadata: ${where}: a value of "k-bin" must be bytes, one a character: got a character above U+00FF`,
      ),
    );
  });

  it('takes bytes and characters up to U+00FF under a key that ends in -bin', () => {
    expect(() => make('k-bin', Uint8Array.of(0, 255) as never)).not.toThrow();
    expect(() => make('k-bin', '\u0000\u00ff' as never)).not.toThrow();
  });
});

describe('an odd number of pairs', () => {
  const odd = ['k1', secret, 'k2'];

  it('is refused by metadata.Pairs()', () => {
    expect(() => Pairs(...odd)).toThrow(
      new TypeError('metadata: Pairs got the odd number of input pairs for metadata: 3'),
    );
  });

  it('is refused by metadata.appendToOutgoingContext()', () => {
    expect(() => appendToOutgoingContext(...odd)).toThrow(
      new TypeError('metadata: AppendToOutgoingContext got an odd number of input pairs for metadata: 3'),
    );
  });
});

describe('a list that was changed behind the back of its MD', () => {
  const md = Pairs('k', 'v');
  md.get('k')?.push(4711 as never);

  it('is refused where the MD is given', () => {
    const mistake = (where: string) => new TypeError(`${where}: a value of "k" must be a string: got number`);
    expect(() => newOutgoingContext(md)).toThrow(mistake('metadata: newOutgoingContext'));
    expect(() => newIncomingContext(md)).toThrow(mistake('metadata: newIncomingContext'));
    expect(() => Join(md)).toThrow(mistake('metadata: Join'));
    expect(() => setHeader(md)).toThrow(mistake('grpc: setHeader'));
  });
});

describe('a key that is no string', () => {
  it.each([
    ['undefined', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a number', 1, 'number'],
  ])('is refused: %s', (_what, key, got) => {
    const error = (where: string) => new TypeError(`metadata: ${where}: a key must be a string: got ${got}`);
    expect(() => new MD().set(key as never, 'v')).toThrow(error('MD.set'));
    expect(() => new MD().append(key as never, 'v')).toThrow(error('MD.append'));
    expect(() => Pairs(key as never, 'v')).toThrow(error('Pairs'));
  });
});

describe.each(adapters)('a mistake in a handler, through $name', (adapter) => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.of(adapter);
  });

  afterAll(() => stage.close());

  it.each(kinds)('is thrown where it is made, and harms nothing: %s', async (kind) => {
    const thrown: unknown[] = [];
    const note = (f: (md: Iterable<readonly [string, never]>) => void) => {
      try {
        f([['k', 4711 as never]]);
      } catch (error) {
        thrown.push(error);
      }
    };
    const { code } = await stage.call(kind, {}, () => [setHeader, sendHeader, setTrailer].forEach(note));
    expect(code).toBe(0);
    const mistakes = ['setHeader', 'sendHeader', 'setTrailer'].map(
      (name) => new TypeError(`grpc: ${name}: a value of "k" must be a string: got number`),
    );
    expect(thrown).toEqual(mistakes);
    expect(await stage.goesOn()).toBe(true);
  });
});
