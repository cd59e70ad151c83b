import type { Rule } from 'eslint';
import type * as ESTree from 'estree';
import { clientCalled } from './clients';
import { functionOf, isFunction, within } from './functions';
import { usesCurrent } from './names';
import { keyOf } from './origin';
import { isContext, ownCall } from './own';

/** Functions that give what they are handed, or what they call, a context of its own. */
const givers = new Set(['run', 'bind', 'bindIterable']);

/**
 * Reports whether a function or an expression uses the current context: by a function of mdctx that is given none, by a
 * client, or in a function of the same file that it calls. What is given a context of its own there does not count.
 */
export function usesAmbient(
  context: Rule.RuleContext,
  node: ESTree.Node,
  seen: Set<ESTree.Node> = new Set(),
): boolean {
  seen.add(node);
  const inner = (at: ESTree.Node): boolean => {
    return at.type !== 'CallExpression' || !givers.has(ownCall(context, at) ?? '');
  };
  const start = isFunction(node) ? node.body : node;
  if (!inner(start)) return false;
  for (const at of within(context, start, inner)) {
    if (at.type !== 'CallExpression') continue;
    if (isAmbient(context, at)) return true;
    const called = functionOf(context, at.callee);
    if (called !== undefined && !seen.has(called) && usesAmbient(context, called, seen)) return true;
  }
  return false;
}

function isAmbient(context: Rule.RuleContext, call: ESTree.SimpleCallExpression): boolean {
  const name = ownCall(context, call);
  if (name !== undefined) {
    const [first] = call.arguments;
    const given = first !== undefined && first.type !== 'SpreadElement' && isContext(context, first);
    return !given && usesCurrent(name, call.arguments.length);
  }
  return (
    clientCalled(context, call) !== undefined && !call.arguments.some((one) => givesContext(context, one))
  );
}

function givesContext(context: Rule.RuleContext, argument: ESTree.Node): boolean {
  if (argument.type !== 'ObjectExpression') return isContext(context, argument);
  return argument.properties.some((one) => one.type === 'Property' && keyOf(one) === 'ctx');
}
