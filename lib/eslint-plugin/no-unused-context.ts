import type { Rule, Scope } from 'eslint';
import type * as ESTree from 'estree';
import { nameIn, parentOf, wrap } from './convert';
import { propertyOf, variableNamed, variableOf } from './origin';
import { isCancelling, isDeriving, ownCall } from './own';
import { ruleOf } from './rule';

/** Contexts are immutable: what returns a new one does nothing if it is not used. */
export const noUnusedContext = ruleOf({
  description: 'Disallow dropping the context that a function returns',
  messages: {
    unused:
      '{{call}} returns a new context and changes none. Give it to the call, `client.rpc(req, { ctx })`, or make the call in it, `run(ctx, () => client.rpc(req))`.',
    pair: '{{call}} returns `[ctx, cancel]` and changes no context. Give `ctx` to the call, `client.rpc(req, { ctx })`, or make the call in it, `run(ctx, () => client.rpc(req))`.',
    never:
      'No call is made in `{{name}}`. Give it to the call, `client.rpc(req, { ctx: {{name}} })`, or make the call in it, `run({{name}}, () => client.rpc(req))`.',
  },
  create: (context) => ({
    CallExpression(node) {
      const pair = isCancelling(context, node);
      if (!pair && !isDeriving(context, node)) return;
      const call = `\`${context.sourceCode.getText(node.callee)}\``;
      if (isDropped(context, node)) {
        const suggest = pair ? [] : keeping(context, node);
        context.report({ node, messageId: pair ? 'pair' : 'unused', data: { call }, suggest });
        return;
      }
      const target = targetOf(node, pair);
      if (target === 'hole') context.report({ node, messageId: 'pair', data: { call } });
      if (target === 'hole' || target === undefined) return;
      const variable = variableOf(context, target);
      if (variable !== undefined && isFirstWrite(variable, target) && isNeverUsed(variable)) {
        context.report({ node, messageId: 'never', data: { name: target.name } });
      }
    },
  }),
});

/** Returns the suggestion to keep a context, where a constant can stand and the name is free. */
function keeping(context: Rule.RuleContext, node: ESTree.Node): Rule.SuggestionReportDescriptor[] {
  const statement = parentOf(wrap(node));
  const block = statement && parentOf(statement);
  const free = variableNamed(context, node, 'ctx') === undefined;
  if (statement?.type !== 'ExpressionStatement' || !free) return [];
  if (block?.type !== 'Program' && block?.type !== 'BlockStatement') return [];
  const fix = (fixer: Rule.RuleFixer) => fixer.insertTextBefore(statement, 'const ctx = ');
  return [{ messageId: 'suggestion', data: { text: 'Keep the context in a constant.' }, fix }];
}

/** Reports whether the value of an expression is unused. */
function isDropped(context: Rule.RuleContext, node: ESTree.Node): boolean {
  const outer = wrap(node);
  const parent = parentOf(outer);
  switch (parent?.type) {
    case 'ExpressionStatement':
      return true;
    case 'UnaryExpression':
      return parent.operator === 'void';
    case 'AwaitExpression':
      return isDropped(context, parent);
    case 'SequenceExpression':
      return parent.expressions.at(-1) !== outer || isDropped(context, parent);
    case 'LogicalExpression':
      return parent.right === outer && isDropped(context, parent);
    case 'ConditionalExpression':
      return parent.test !== outer && isDropped(context, parent);
    case 'ArrowFunctionExpression':
      return parent.body === outer && isCalledForNothing(context, parent);
    default:
      return false;
  }
}

/** Reports whether a function is one that `forEach` calls, or that `run` calls where the result of `run` is unused. */
function isCalledForNothing(context: Rule.RuleContext, node: ESTree.Node): boolean {
  const outer = wrap(node);
  const call = parentOf(outer);
  if (call?.type !== 'CallExpression' || call.callee === outer) return false;
  if (call.callee.type === 'MemberExpression' && propertyOf(call.callee) === 'forEach') return true;
  return ownCall(context, call) === 'run' && isDropped(context, call);
}

/** Returns the name that the context of a call is kept under; `hole` if only the cancel function is kept. */
function targetOf(node: ESTree.Node, pair: boolean): ESTree.Identifier | 'hole' | undefined {
  const outer = wrap(node);
  const parent = parentOf(outer);
  let pattern: ESTree.Node | undefined;
  if (parent?.type === 'VariableDeclarator' && parent.init === outer) pattern = parent.id;
  if (parent?.type === 'AssignmentExpression' && parent.right === outer) pattern = parent.left;
  if (pair) {
    if (pattern?.type !== 'ArrayPattern') return undefined;
    if (pattern.elements.length > 0 && pattern.elements[0] === null) return 'hole';
    pattern = pattern.elements[0] ?? undefined;
  }
  return pattern?.type === 'Identifier' ? pattern : undefined;
}

/** Reports whether `target` is where a variable gets its first value, so that it is reported once. */
function isFirstWrite({ references }: Scope.Variable, target: ESTree.Identifier): boolean {
  return references.find((reference) => reference.isWrite())?.identifier === target;
}

/** Reports whether a variable is read for nothing but its own next value, and never exported. */
function isNeverUsed({ references, scope, defs }: Scope.Variable): boolean {
  if (scope.type === 'global') return false;
  if (defs.some(({ node, type }) => type !== 'Variable' || isExported(node))) return false;
  return references.every((reference) => {
    return !reference.isRead() || isForItself(nameIn(reference), references);
  });
}

function isExported(declarator: ESTree.Node): boolean {
  const declaration = parentOf(declarator);
  const statement = declaration && parentOf(declaration);
  return statement?.type === 'ExportNamedDeclaration';
}

/** Reports whether a name stands in an argument of the call whose result is written to the same variable. */
function isForItself(name: ESTree.Node, references: readonly Scope.Reference[]): boolean {
  const call = parentOf(wrap(name));
  const assignment = call && parentOf(wrap(call));
  if (call?.type !== 'CallExpression' || assignment?.type !== 'AssignmentExpression') return false;
  const statement = parentOf(assignment);
  const left = assignment.left.type === 'ArrayPattern' ? assignment.left.elements[0] : assignment.left;
  const same = references.some(({ identifier }) => identifier === left);
  return same && statement?.type === 'ExpressionStatement';
}
