import { join } from 'node:path';
import { ESLint, type Linter } from 'eslint';
import * as plugin from '../../lib/eslint-plugin';
import { filesUnder, root, textOf } from '../support/sources';

// The library, its examples and its specs under its own vet, as a user runs it.

const parser = require('@typescript-eslint/parser');
const { recommended } = plugin.configs;

const off = (...names: string[]): Linter.RulesRecord => {
  return Object.fromEntries(names.map((name) => [`mdctx/${name}`, 'off' as const]));
};

const config: Linter.Config[] = [
  { ignores: ['**/gen/**', 'spec/bench/.build/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    ...recommended,
    files: ['{lib,spec}/**/*.ts'],
    languageOptions: { parser },
    // Within the project the library is reached by its folder too.
    settings: { mdctx: { modules: ['^\\.\\.?/(.*/)?lib(/|$)', '^(\\.\\./)+(context|metadata|grpc|peer)$'] } },
  },
  // An adapter stands on what the runtime makes.
  { files: ['lib/**/*.ts'], rules: off('no-plain-runtime') },
  // A spec looks at the bare runtime too, and does what is wrong to see what becomes of it.
  {
    files: ['spec/**/*.ts'],
    ignores: ['spec/examples/**'],
    rules: off('no-plain-runtime', 'no-lost-cancel', 'no-silent-late-header'),
  },
  // What the compiler is to refuse is written there as it must not be.
  { files: ['spec/house/consumer/*.ts'], rules: off('no-unused-context', 'no-context-in-options') },
];

const types: Linter.Config = {
  files: ['**/*.ts'],
  languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
};

/** What the rules found, and in how many files they looked. */
export interface Vetted {
  readonly found: string[];
  readonly files: number;
}

/** Runs all rules on the files of some folders, with types or without. */
export async function vet(folders: readonly string[], typed: boolean): Promise<Vetted> {
  const overrideConfig = typed ? [...config, types] : config;
  const eslint = new ESLint({ cwd: root, overrideConfigFile: true, overrideConfig });
  const files = folders.flatMap((folder) => filesUnder(folder, '.ts'));
  const results: ESLint.LintResult[] = [];
  for (const file of files) {
    results.push(
      ...(await eslint.lintText(textOf(file), { filePath: join(root, file), warnIgnored: false })),
    );
  }
  const found = results.flatMap(({ filePath, messages }) => {
    const path = filePath.slice(root.length + 1);
    return messages.map(({ line, ruleId, message }) => `${path}:${line} ${ruleId}: ${message}`);
  });
  return { found, files: results.length };
}
