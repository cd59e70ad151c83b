/**
 * A vet for contexts, in the spirit of `go vet`: an ESLint plugin that reports a context that is dropped, one that is never
 * cancelled, and code that runs in another context than its reader thinks. For flat configuration of ESLint 9 and 10, and as
 * a JS plugin of oxlint. With the type service of `@typescript-eslint/parser` it finds more.
 */
import type { Linter } from 'eslint';
import { type MdctxPlugin, rules as ruleModules } from './plugin';

export type { MdctxPlugin } from './plugin';

/** This module as a plugin: whichever way it is imported, ESLint has to see one and the same object. */
const plugin: MdctxPlugin = exports;

/** The name and the version of the plugin. */
export const meta: MdctxPlugin['meta'] = { name: 'mdctx', version: '0.2.0' };

/** The rules by name. */
export const rules: MdctxPlugin['rules'] = ruleModules;

const recommended: Linter.Config = {
  name: 'mdctx/recommended',
  plugins: { mdctx: plugin },
  rules: Object.fromEntries(Object.keys(ruleModules).map((name) => [`mdctx/${name}`, 'error'])),
};

/** The configurations: `recommended` switches on all rules. */
export const configs: MdctxPlugin['configs'] = { recommended };

export default plugin;
