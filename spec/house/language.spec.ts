import ts from 'typescript';
import { librarySources } from '../support/sources';
import { exported, foreign } from './api';
import { badErrorTexts, isDocumented } from './language';

describe('what lib/ exports', () => {
  it('has a doc comment', () => {
    const bare = exported().filter(({ declarations }) => {
      const own = declarations.filter((declaration) => !ts.isSourceFile(declaration));
      return own.length > 0 && foreign(own) === undefined && !own.some(isDocumented);
    });
    expect(bare.map(({ subpath, name }) => `${subpath.name}: ${name}`)).toEqual([]);
  });
});

describe('the options of lib/', () => {
  it('may be undefined where they may be left out, as users with exactOptionalPropertyTypes write them', () => {
    const strict = exported().flatMap(({ subpath, name, declarations }) => {
      const members = declarations.filter(ts.isInterfaceDeclaration).flatMap((one) => [...one.members]);
      const bare = foreign(declarations) === undefined ? members.filter(isStrict) : [];
      return bare.map((member) => `${subpath.name}: ${name}.${member.name?.getText()}`);
    });
    expect([...new Set(strict)]).toEqual([]);
  });
});

describe('the error texts of lib/', () => {
  it('are lower case, have no final stop, and never tell a value', () => {
    expect([...librarySources()].flatMap(([path, source]) => badErrorTexts(path, source))).toEqual([]);
  });
});

/** Reports whether a property may be left out, and may not be undefined. */
function isStrict(member: ts.TypeElement): boolean {
  if (!ts.isPropertySignature(member) || !member.questionToken || !member.type) return false;
  return !/\b(undefined|unknown|never)\b/.test(member.type.getText());
}

describe('house.badErrorTexts()', () => {
  it.each([
    ["throw new TypeError('metadata: Pairs: no');", []],
    ['new TypeError(`metadata: Pairs: got ${typeof value} of ${values.length} for ${key}`);', []],
    ['new TypeError(`metadata: Pairs: got ${kindOf(value)}`);', []],
    ["new ContextError('AbortError', 'context canceled');", []],
    ['new Error(`metadata: got ${value}`);', ['a.ts:1: an error text tells a value']],
    ['new RangeError(`metadata: got ${quote(values[0])} there`);', ['a.ts:1: an error text tells a value']],
    ['new ServerError(Status.INTERNAL, `got ${pair.value}`);', ['a.ts:1: an error text tells a value']],
    ['internal(`got ${value}`);', ['a.ts:1: an error text tells a value']],
    ["new TypeError('metadata: no.');", ['a.ts:1: an error text ends with a stop']],
    ["\nnew TypeError('Bad key');", ['a.ts:2: an error text begins with a capital']],
  ])('judges %s', (source, expected) => {
    expect(badErrorTexts('a.ts', source)).toEqual(expected);
  });
});

describe('house.isDocumented()', () => {
  it.each([
    ['/** Says hello. */ export function hello(): void {}', true],
    ['/** Says hello. */ export const hello = 1;', true],
    ['// Says hello.\nexport function hello(): void {}', false],
    ['/** @internal */ export function hello(): void {}', false],
  ])('judges %s', (source, expected) => {
    const [statement] = ts.createSourceFile('a.ts', source, ts.ScriptTarget.ES2022, true).statements;
    expect(statement && isDocumented(statement)).toBe(expected);
  });
});
