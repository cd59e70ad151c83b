import type { Rule } from 'eslint';
import type * as ESTree from 'estree';

/** How a fix names a function of mdctx, and what it adds to the file for that. */
export interface Named {
  readonly text: string;
  readonly add: (fixer: Rule.RuleFixer) => Rule.Fix[];
}

const nothing = (): Rule.Fix[] => [];

/** Returns how to write a function of mdctx in a file; `undefined` in a file without `import`. */
export function nameFor(context: Rule.RuleContext, name: string, module: string): Named | undefined {
  const { body } = context.sourceCode.ast;
  const imports = body.filter((node): node is ESTree.ImportDeclaration => node.type === 'ImportDeclaration');
  const namespace = module.slice(module.indexOf('/') + 1);
  for (const { specifiers, source } of imports) {
    for (const specifier of specifiers) {
      const local = specifier.local.name;
      if (specifier.type !== 'ImportSpecifier') {
        if (source.value === module) return { text: `${local}.${name}`, add: nothing };
        continue;
      }
      const imported = specifier.imported.type === 'Identifier' ? specifier.imported.name : '';
      const ours = source.value === 'mdctx' || source.value === module;
      if (ours && imported === name) return { text: local, add: nothing };
      if (source.value === 'mdctx' && imported === namespace)
        return { text: `${local}.${name}`, add: nothing };
    }
  }
  const first = imports[0];
  if (first === undefined) return undefined;
  return {
    text: name,
    add: (fixer) => [fixer.insertTextBefore(first, `import { ${name} } from '${module}';\n`)],
  };
}

/** Returns suggestions of one change, which may add an import; none in a file where that cannot be. */
export function suggestion(
  text: string,
  names: readonly (Named | undefined)[],
  change: (fixer: Rule.RuleFixer, ...texts: string[]) => Rule.Fix[],
): Rule.SuggestionReportDescriptor[] {
  const known = names.filter((one) => one !== undefined);
  if (known.length < names.length) return [];
  const fix = (fixer: Rule.RuleFixer): Rule.Fix[] => [
    ...known.flatMap(({ add }) => add(fixer)),
    ...change(fixer, ...known.map((one) => one.text)),
  ];
  return [{ messageId: 'suggestion', data: { text }, fix }];
}
