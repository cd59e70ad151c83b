import type { Rule } from 'eslint';
import type * as ESTree from 'estree';
import { clientCalled, type Shape } from './clients';
import { isContext } from './own';
import { ruleOf } from './rule';

/** A context has a `signal` and a `deadline`, so it passes for options, and none of its metadata is sent. */
export const noContextInOptions = ruleOf({
  description: 'Disallow a context where the options of a call belong',
  fixable: true,
  messages: {
    options:
      'The options of a call are not a context: its metadata is not sent, nor its deadline. Write `{{text}}`.',
    spread:
      'A context cannot be spread into the options of a call: none of its metadata is sent. Write `{{text}}`.',
    first: 'A client of `newClient` takes the context first. Write `{{text}}`.',
  },
  create: (context) => ({
    CallExpression(node) {
      const shape = clientCalled(context, node);
      if (shape === undefined) return;
      node.arguments.forEach((argument, index) => {
        if (argument.type === 'ObjectExpression') spreads(context, argument);
        else if (index > 0 && argument.type !== 'SpreadElement' && isContext(context, argument)) {
          misplaced(context, node, argument, shape);
        }
      });
    },
  }),
});

function misplaced(
  context: Rule.RuleContext,
  call: ESTree.SimpleCallExpression,
  node: ESTree.Expression,
  shape: Shape,
): void {
  const source = context.sourceCode.getText(node);
  if (shape !== 'stub') {
    const text = asOption(source);
    context.report({
      node,
      messageId: 'options',
      data: { text },
      fix: (fixer) => fixer.replaceText(node, text),
    });
    return;
  }
  const others = call.arguments.filter((argument) => argument !== node);
  const list = [source, ...others.map((other) => context.sourceCode.getText(other))].join(', ');
  const text = `${context.sourceCode.getText(call.callee)}(${list})`;
  const fix = (fixer: Rule.RuleFixer) => fixer.replaceText(call, text);
  context.report({ node, messageId: 'first', data: { text }, fix });
}

function spreads(context: Rule.RuleContext, { properties }: ESTree.ObjectExpression): void {
  for (const node of properties) {
    if (node.type !== 'SpreadElement' || !isContext(context, node.argument)) continue;
    const source = context.sourceCode.getText(node.argument);
    const text = source === 'ctx' ? 'ctx' : `ctx: ${source}`;
    context.report({
      node,
      messageId: 'spread',
      data: { text },
      fix: (fixer) => fixer.replaceText(node, text),
    });
  }
}

function asOption(source: string): string {
  return source === 'ctx' ? '{ ctx }' : `{ ctx: ${source} }`;
}
