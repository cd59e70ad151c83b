import { join } from 'node:path';
import { ESLint, type Linter } from 'eslint';

import * as plugin from '../../lib/eslint-plugin';

import { filesUnder, root, textOf } from '../support/sources';

// The library, its examples and its specs under its own vet, as a user runs it: with types where they cost little.

const parser = require('@typescript-eslint/parser');
const { recommended } = plugin.configs;

const off = (...names: string[]): Linter.RulesRecord => {
  return Object.fromEntries(names.map((name) => [`mdctx/${name}`, 'off' as const]));
};

const config: Linter.Config[] = [
  { ignores: ['**/gen/**', 'spec/bench/.build/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  { ...recommended, files: ['{lib,spec}/**/*.ts'], languageOptions: { parser } },
  {
    files: ['lib/**/*.ts', 'spec/examples/**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
  },
  // An adapter stands on what the runtime makes.
  { files: ['lib/**/*.ts'], rules: off('no-plain-runtime') },
  // A spec looks at the bare runtime too, and does what is wrong to see what becomes of it.
  {
    files: ['spec/**/*.ts'],
    ignores: ['spec/examples/**'],
    rules: off('no-plain-runtime', 'no-lost-cancel', 'no-silent-late-header'),
    settings: { mdctx: { modules: ['^\\.\\.?/(.*/)?lib(/|$)'] } },
  },
];

describe('the vet of contexts', () => {
  it('finds nothing in lib/, in spec/examples and in the specs', async () => {
    const eslint = new ESLint({ cwd: root, overrideConfigFile: true, overrideConfig: config });
    const files = ['lib', 'spec'].flatMap((folder) => filesUnder(folder, '.ts'));
    const linted = files.map((file) =>
      eslint.lintText(textOf(file), { filePath: join(root, file), warnIgnored: false }),
    );
    const results = (await Promise.all(linted)).flat();
    const found = results.flatMap(({ filePath, messages }) => {
      return messages.map(
        ({ line, ruleId, message }) => `${filePath.slice(root.length + 1)}:${line} ${ruleId}: ${message}`,
      );
    });
    expect(found).toEqual([]);
    expect(results.length).toBeGreaterThan(300);
  }, 120_000);
});
