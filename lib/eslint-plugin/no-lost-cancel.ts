import type { Rule, Scope } from 'eslint';
import type * as ESTree from 'estree';
import { nameIn, parentOf, wrap } from './convert';
import { type Flow, Flows } from './flow';
import { definitionOf, variableOf } from './origin';
import { isCancelling } from './own';
import { ruleOf } from './rule';

const advice = 'Write `try { … } finally { {{name}}(); }`.';

/** Go's `lostcancel`: a context that is not cancelled is kept by its parent until that ends. */
export const noLostCancel = ruleOf({
  description: "Require the cancel function of a context to be used on all paths, as Go's lostcancel does",
  messages: {
    discarded:
      'The cancel function that {{call}} returns must be called, not discarded, or the context is kept until its parent ends. Write `const [ctx, cancel] = …; try { … } finally { cancel(); }`.',
    unused: `The cancel function \`{{name}}\` is not used: the context is kept until its parent ends. ${advice}`,
    lost: `The cancel function \`{{name}}\` is not used on all paths: where it is not, the context is kept until its parent ends. ${advice}`,
  },
  create(context) {
    const uses = new Map<ESTree.Node, { variable: Scope.Variable; home: ESTree.Node }>();
    const flows = new Flows((flow) => judge(context, flow));

    return {
      ...flows.listener,
      'CallExpression:exit'(node: ESTree.CallExpression) {
        if (!isCancelling(context, node)) return;
        const kept = keptCancel(context, node);
        if (kept === 'elsewhere') return;
        const data = { call: `\`${context.sourceCode.getText(node.callee)}\`` };
        const variable = kept && variableOf(context, kept);
        if (kept === undefined) context.report({ node, messageId: 'discarded', data });
        if (kept === undefined || variable === undefined) return;
        follow(node, variable);
      },
      Identifier(node) {
        const use = uses.get(node);
        if (use !== undefined) flows.of(use.home)?.mark({ kind: 'use', node, subject: use.variable });
      },
    };

    /** Marks where a call gives a variable its cancel function, and has the uses of it marked. */
    function follow(node: ESTree.CallExpression, variable: Scope.Variable): void {
      const flow = flows.innermost;
      if (flow === undefined || isShared(variable, flow.node)) return;
      if (usesOf(variable).length === 0) {
        context.report({ node, messageId: 'unused', data: { name: variable.name } });
        return;
      }
      for (const use of usesOf(variable)) uses.set(nameIn(use), { variable, home: flow.node });
      flow.mark({ kind: 'make', node, subject: variable });
    }
  },
});

function judge(context: Rule.RuleContext, flow: Flow): void {
  for (const event of flow.find(({ kind }) => kind === 'make')) {
    const { subject, node } = event;
    let again = false;
    const ended = flow.walk(event, (next) => {
      if (next.subject !== subject) return true;
      if (next.kind === 'make') again = true;
      return false;
    });
    const name = isVariable(subject) ? subject.name : '';
    if (ended || again) context.report({ node, messageId: 'lost', data: { name } });
  }
}

function isVariable(subject: unknown): subject is Scope.Variable {
  return typeof subject === 'object' && subject !== null && 'references' in subject;
}

/**
 * Returns the name that the cancel function of a call is kept under; `undefined` if it is discarded, `elsewhere` if it
 * goes to something that is not a variable, or the pair does.
 */
function keptCancel(
  context: Rule.RuleContext,
  node: ESTree.Node,
): ESTree.Identifier | 'elsewhere' | undefined {
  const outer = wrap(node);
  const parent = parentOf(outer);
  if (parent?.type === 'MemberExpression' && parent.object === outer) {
    const { property } = parent;
    return property.type === 'Literal' && property.value === 0 ? undefined : 'elsewhere';
  }
  if (parent?.type === 'ExpressionStatement') return undefined;
  let pattern: ESTree.Node | undefined;
  if (parent?.type === 'VariableDeclarator' && parent.init === outer) pattern = parent.id;
  if (parent?.type === 'AssignmentExpression' && parent.right === outer) pattern = parent.left;
  if (pattern?.type === 'Identifier') return readsFirstAlone(context, pattern) ? undefined : 'elsewhere';
  if (pattern?.type !== 'ArrayPattern') return 'elsewhere';
  const [first, second] = pattern.elements;
  if (first?.type === 'RestElement' || second?.type === 'RestElement') return 'elsewhere';
  if (!second) return undefined;
  return second.type === 'Identifier' ? second : 'elsewhere';
}

/** Reports whether nothing but `pair[0]` is read of a pair. */
function readsFirstAlone(context: Rule.RuleContext, pair: ESTree.Identifier): boolean {
  const reads = variableOf(context, pair)?.references.filter((reference) => reference.isRead()) ?? [];
  if (definitionOf(context, pair)?.type !== 'Variable') return false;
  return reads.every((read) => {
    const parent = parentOf(nameIn(read));
    if (parent?.type !== 'MemberExpression' || parent.object !== nameIn(read)) return false;
    return parent.property.type === 'Literal' && parent.property.value === 0;
  });
}

/** Reports whether a variable lives longer than a run of the function `home`: others may call what it holds. */
function isShared(variable: Scope.Variable, home: ESTree.Node): boolean {
  const exported = variable.defs.some(({ parent }) => {
    return parent && parentOf(parent)?.type === 'ExportNamedDeclaration';
  });
  const owner = variable.scope.variableScope.block;
  return exported || owner !== home || variable.references.some((use) => isHoisted(nameIn(use), home));
}

/** Reports whether a name stands in a function declaration inside of `home`, which may be called from anywhere in it. */
function isHoisted(name: ESTree.Node, home: ESTree.Node): boolean {
  let at: ESTree.Node | undefined = name;
  while (at !== undefined && at !== home) {
    if (at.type === 'FunctionDeclaration') return true;
    at = parentOf(at);
  }
  return false;
}

function usesOf({ references }: Scope.Variable): Scope.Reference[] {
  return references.filter((reference) => reference.isRead());
}
