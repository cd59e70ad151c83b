import type { Linter, Rule } from 'eslint';
import { noContextInOptions } from './no-context-in-options';
import { noLostCancel } from './no-lost-cancel';
import { noPlainRuntime } from './no-plain-runtime';
import { noSilentLateHeader } from './no-silent-late-header';
import { noUnboundGenerator } from './no-unbound-generator';
import { noUnusedContext } from './no-unused-context';
import { noWorkAfterCall } from './no-work-after-call';

/** The plugin as ESLint takes it. */
export interface MdctxPlugin {
  readonly meta: { readonly name: string; readonly version: string };
  readonly rules: Record<string, Rule.RuleModule>;
  readonly configs: { readonly recommended: Linter.Config };
}

export const rules: Record<string, Rule.RuleModule> = {
  'no-unused-context': noUnusedContext,
  'no-lost-cancel': noLostCancel,
  'no-unbound-generator': noUnboundGenerator,
  'no-plain-runtime': noPlainRuntime,
  'no-context-in-options': noContextInOptions,
  'no-work-after-call': noWorkAfterCall,
  'no-silent-late-header': noSilentLateHeader,
};
