import { join } from 'node:path';
import { RuleTester } from 'eslint';
import { RuleTester as RuleTester9 } from 'eslint9';

import * as plugin from '../../lib/eslint-plugin';

// Each rule is tested on both majors of ESLint, on the code of a user: CommonJS, ESM and TypeScript, with types and without.

/** Code that a rule has nothing against. */
type Valid = string | { readonly code: string; readonly filename: string };

/** Code that a rule reports, with the names of its messages in order, and what its fix or its suggestion makes of it. */
export interface Invalid {
  readonly code: string;
  readonly errors: readonly string[];
  /** What the fix writes; `undefined` if there is none. */
  readonly output?: string;
  /** What the suggestions of each error write, in order. */
  readonly suggestions?: ReadonlyArray<readonly string[]>;
  readonly filename?: string;
  readonly settings?: Record<string, unknown>;
}

const fixture = join(__dirname, 'fixture');
const parser = require('@typescript-eslint/parser');

/** How the code of a case is read: by ESLint itself, by the parser for TypeScript, or by that with types. */
const readings = {
  javascript: { languageOptions: { ecmaVersion: 2024, sourceType: 'module' } },
  typescript: { languageOptions: { parser } },
  typed: {
    languageOptions: { parser, parserOptions: { projectService: true, tsconfigRootDir: fixture } },
  },
} as const;

export type Reading = keyof typeof readings;

const majors = [
  ['ESLint 10', RuleTester],
  ['ESLint 9', RuleTester9],
] as const;

/** Runs the cases of a rule on both majors of ESLint. */
export function test(
  name: string,
  reading: Reading,
  valid: readonly Valid[],
  invalid: readonly Invalid[],
): void {
  const rule = plugin.rules[name];
  if (rule === undefined) throw new Error(`spec: no rule ${name}`);
  for (const [major, Tester] of majors) {
    describe(`${name}, ${reading}, ${major}`, () => {
      const tester = new Tester(readings[reading]);
      const typed = reading === 'typed' ? { filename: join(fixture, 'file.ts') } : {};
      tester.run(name, rule as never, {
        valid: valid.map((one) => ({ ...typed, ...(typeof one === 'string' ? { code: one } : one) })),
        invalid: invalid.map(({ code, errors, output, suggestions, ...rest }) => ({
          ...typed,
          ...rest,
          code,
          output: output ?? null,
          errors: errors.map((messageId, i) => ({ messageId, ...suggested(suggestions?.[i]) })),
        })),
      });
    });
  }
}

function suggested(outputs: readonly string[] | undefined): object {
  if (outputs === undefined || outputs.length === 0) return {};
  return { suggestions: outputs.map((output) => ({ messageId: 'suggestion', output })) };
}
