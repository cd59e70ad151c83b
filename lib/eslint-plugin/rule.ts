import type { Rule } from 'eslint';

/** The texts of a rule: its one-line description, and its messages by name. */
export interface Telling<Messages extends string> {
  readonly description: string;
  readonly messages: Readonly<Record<Messages, string>>;
  /** Whether it repairs what it reports. */
  readonly fixable?: boolean;
  readonly create: (context: Rule.RuleContext) => Rule.RuleListener;
}

const pages = 'https://www.npmjs.com/package/mdctx';

/** Returns a rule in the form of ESLint. Each may suggest what to write. */
export function ruleOf<Messages extends string>(telling: Telling<Messages>): Rule.RuleModule {
  const { description, messages, fixable, create } = telling;
  return {
    meta: {
      type: 'problem',
      docs: { description, recommended: true, url: pages },
      messages: { ...messages, suggestion: '{{text}}' },
      schema: [],
      hasSuggestions: true,
      ...(fixable ? { fixable: 'code' as const } : {}),
    },
    create,
  };
}
