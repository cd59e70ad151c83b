// A user's file: mdctx/eslint-plugin in a configuration of ESLint.
import type { Linter, Rule } from 'eslint';
import { expectTypeOf } from 'expect-type';
import mdctx, { configs, rules } from 'mdctx/eslint-plugin';

export const config: Linter.Config[] = [
  mdctx.configs.recommended,
  { rules: { 'mdctx/no-lost-cancel': 'warn' } },
];

expectTypeOf(configs.recommended).toEqualTypeOf<Linter.Config>();
expectTypeOf(rules).toEqualTypeOf<Record<string, Rule.RuleModule>>();
