import type { Rule } from 'eslint';
import type * as ESTree from 'estree';
import { usesAmbient } from './ambient';
import { clientCalled } from './clients';
import { parentOf, unwrap, wrap } from './convert';
import { functionOf, isFunction } from './functions';
import { handlerAround, repliesIn } from './handlers';
import { nameFor, suggestion } from './imports';
import { definitionOf, originOf, propertyOf, variableOf } from './origin';
import { ownCall } from './own';
import { ruleOf } from './rule';
import { isPromiseType, typeAt } from './type-info';

const timers = new Set(['setTimeout', 'setInterval', 'setImmediate']);
const promises = new Set(['then', 'catch', 'finally']);

/** The context of a call ends when its handler returns, and with it the calls that were made in it. */
export const noWorkAfterCall = ruleOf({
  description: 'Disallow work that outlives a handler in the context of its call',
  messages: {
    floating:
      'Nobody waits for this, and the context of the call ends when the handler returns: the calls in it then fail with CANCELLED. Await it, or write `run(withoutCancel(), () => …)`.',
    timer:
      'The handler may have returned when `{{timer}}` calls this, and the context of the call has ended then. Write `run(withoutCancel(), () => …)` around it.',
  },
  create: (context) => ({
    ExpressionStatement({ expression }) {
      const call = floatingCall(context, expression);
      if (call === undefined || !isInHandler(context, call, expression)) return;
      context.report({ node: call, messageId: 'floating', suggest: apart(context, call) });
    },
    VariableDeclarator({ id, init }) {
      const call = init && unwrap(init);
      if (id.type !== 'Identifier' || call?.type !== 'CallExpression' || !startsWork(context, call)) return;
      const read = variableOf(context, id)?.references.some((reference) => reference.isRead());
      if (read === true || isApart(context, call) || !isInHandler(context, call, call)) return;
      context.report({ node: call, messageId: 'floating', suggest: apart(context, call) });
    },
    CallExpression(node) {
      const timer = timerOf(context, node);
      const [work] = node.arguments;
      if (timer === undefined || work === undefined || work.type === 'SpreadElement') return;
      const called = functionOf(context, work);
      if (called === undefined || !isInHandler(context, node, called) || isWaitedFor(node)) return;
      if (!usesAmbient(context, called)) return;
      context.report({ node, messageId: 'timer', data: { timer }, suggest: apart(context, node) });
    },
  }),
});

/** Reports whether a call stands in a handler, in the context of its call, and `work` is not what ends that. */
function isInHandler(context: Rule.RuleContext, node: ESTree.Node, work: ESTree.Node): boolean {
  const handler = handlerAround(context, node);
  if (handler === undefined || repliesIn(context, work, handler)) return false;
  for (let at = parentOf(node); at !== undefined; at = parentOf(at)) {
    if (at.type === 'CallExpression' && isApart(context, at)) return false;
  }
  return true;
}

/** Reports whether a call runs what it is given in a context that the end of the call does not end. */
function isApart(context: Rule.RuleContext, node: ESTree.SimpleCallExpression): boolean {
  const own = ownCall(context, node);
  const [ctx] = node.arguments;
  return (own === 'run' || own === 'bind') && ctx !== undefined && outlives(context, ctx);
}

/** Reports whether a context is made by `withoutCancel`, is the background, or comes of one that is. */
function outlives(context: Rule.RuleContext, expression: ESTree.Node): boolean {
  const node = unwrap(expression);
  if (node.type === 'Identifier') {
    const definition = definitionOf(context, node);
    const init = definition?.type === 'Variable' ? definition.node.init : undefined;
    return init ? outlives(context, init) : false;
  }
  if (node.type === 'MemberExpression') return outlives(context, node.object);
  if (node.type !== 'CallExpression') return false;
  const own = ownCall(context, node);
  if (own === 'withoutCancel' || own === 'background' || own === 'todo') return true;
  const [first] = node.arguments;
  return own !== undefined && first !== undefined && outlives(context, first);
}

/** Returns the call that a statement makes and does not wait for. */
function floatingCall(
  context: Rule.RuleContext,
  statement: ESTree.Expression,
): ESTree.SimpleCallExpression | undefined {
  const node = unwrap(statement);
  const marked = node.type === 'UnaryExpression' && node.operator === 'void';
  const call = unwrap(marked ? node.argument : node);
  if (call.type !== 'CallExpression') return undefined;
  const { root, chained } = rootOf(call);
  if (root === undefined || isApart(context, root) || timerOf(context, root) !== undefined) return undefined;
  const own = ownCall(context, root);
  if (own !== undefined && own !== 'run') return undefined;
  return marked || chained || startsWork(context, root) ? root : undefined;
}

/** Returns the call at the root of `f().then(…).catch(…)`; none if that is a promise from elsewhere. */
function rootOf(call: ESTree.SimpleCallExpression): { root?: ESTree.SimpleCallExpression; chained: boolean } {
  const { callee } = call;
  const chained = callee.type === 'MemberExpression' && promises.has(propertyOf(callee) ?? '');
  if (!chained) return { root: call, chained: false };
  const inner = unwrap(callee.object);
  const { root } = inner.type === 'CallExpression' ? rootOf(inner) : {};
  return root === undefined ? { chained } : { root, chained };
}

/** Reports whether a call returns a promise: of an async function, of a client, or by its type. */
function startsWork(context: Rule.RuleContext, call: ESTree.SimpleCallExpression): boolean {
  const type = typeAt(context, call)?.type;
  if (type !== undefined) return isPromiseType(type);
  if (ownCall(context, call) === 'run') {
    const body = call.arguments[1];
    const called = body && body.type !== 'SpreadElement' ? functionOf(context, body) : undefined;
    if (called === undefined) return false;
    const inner =
      isFunction(called) && called.body.type !== 'BlockStatement' ? unwrap(called.body) : undefined;
    return called.async === true || (inner?.type === 'CallExpression' && startsWork(context, inner));
  }
  const called = functionOf(context, call.callee);
  if (called !== undefined) return called.async === true && called.generator !== true;
  return (
    clientCalled(context, call) !== undefined &&
    call.arguments.every((one) => one.type === 'SpreadElement' || !functionOf(context, one))
  );
}

function timerOf(context: Rule.RuleContext, { callee }: ESTree.SimpleCallExpression): string | undefined {
  const origin = originOf(context, callee);
  if (origin !== undefined) {
    return /^(node:)?timers$/.test(origin.module) && timers.has(origin.name) ? origin.name : undefined;
  }
  if (callee.type !== 'Identifier' || !timers.has(callee.name)) return undefined;
  return (variableOf(context, callee)?.defs.length ?? 0) === 0 ? callee.name : undefined;
}

/** Reports whether a call stands in `new Promise(…)`, for which the handler can wait. */
function isWaitedFor(node: ESTree.Node): boolean {
  for (let at = parentOf(node); at !== undefined; at = parentOf(at)) {
    if (at.type === 'NewExpression' && at.callee.type === 'Identifier' && at.callee.name === 'Promise')
      return true;
  }
  return false;
}

function apart(context: Rule.RuleContext, call: ESTree.Node): Rule.SuggestionReportDescriptor[] {
  const node = wrap(call);
  const names = [
    nameFor(context, 'run', 'mdctx/context'),
    nameFor(context, 'withoutCancel', 'mdctx/context'),
  ];
  return suggestion('Let it outlive the call.', names, (fixer, run, withoutCancel) => [
    fixer.insertTextBefore(node, `${run}(${withoutCancel}(), () => `),
    fixer.insertTextAfter(node, ')'),
  ]);
}
