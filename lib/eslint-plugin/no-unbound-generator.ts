import type { Rule } from 'eslint';
import type * as ESTree from 'estree';
import { usesAmbient } from './ambient';
import { parentOf, unwrap, wrap } from './convert';
import { enclosing, type FunctionNode, functionOf, returnsOf } from './functions';
import { handlerAround } from './handlers';
import { nameFor, suggestion } from './imports';
import { propertyOf, variableOf } from './origin';
import { ownCall } from './own';
import { ruleOf } from './rule';
import { isGeneratorType, typeAt } from './type-info';

const listening = new Set([
  'on',
  'once',
  'addListener',
  'prependListener',
  'prependOnceListener',
  'addEventListener',
]);

/** A generator runs in the context of its reader, a listener in that of the emitter. */
export const noUnboundGenerator = ruleOf({
  description: 'Disallow generators and listeners that are begun under `run` and run outside of it',
  messages: {
    generator:
      'A generator runs where it is read, not where it is made: outside of `run` it has another context. Write `bindIterable(ctx, …)` in place of `run(ctx, …)`, or read it inside.',
    listener:
      'A listener runs where its event is emitted, in another context than this one. Write `bind(() => …)` around it.',
  },
  create: (context) => ({
    CallExpression(node) {
      if (ownCall(context, node) === 'run') {
        if (isBound(context, node)) return;
        const started = startedUnder(context, node);
        if (started === undefined) return;
        const suggest = started === 'whole' ? binding(context, node) : [];
        context.report({ node, messageId: 'generator', suggest });
        return;
      }
      judgeListener(context, node);
      if (isGeneratorCall(context, node) && leavesRun(context, node)) {
        context.report({ node, messageId: 'generator' });
      }
    },
  }),
});

/** Reports whether the result goes to `bindIterable`. */
function isBound(context: Rule.RuleContext, node: ESTree.Node): boolean {
  const call = parentOf(wrap(node));
  return call?.type === 'CallExpression' && ownCall(context, call) === 'bindIterable';
}

/** Returns how a call of `run` returns a generator: its function is one, `whole`, or it returns one. */
function startedUnder(
  context: Rule.RuleContext,
  run: ESTree.SimpleCallExpression,
): 'whole' | 'inner' | undefined {
  const [, body] = run.arguments;
  if (body === undefined || body.type === 'SpreadElement') return undefined;
  const called = functionOf(context, body);
  if (called?.generator === true) return 'whole';
  if (called !== undefined) {
    return returnsOf(context, called).some((one) => isGeneratorCall(context, one)) ? 'inner' : undefined;
  }
  return isGeneratorType(typeAt(context, run)?.type) ? 'whole' : undefined;
}

/** Reports whether an expression calls a generator, by the functions of its file or by its type. */
function isGeneratorCall(context: Rule.RuleContext, expression: ESTree.Node): boolean {
  const node = unwrap(expression);
  if (node.type !== 'CallExpression') return false;
  const own = ownCall(context, node);
  if (own !== undefined) return false; // `bindIterable` gives it a context, `run` is judged by itself
  if (functionOf(context, node.callee)?.generator === true) return true;
  return isGeneratorType(typeAt(context, node)?.type);
}

/** Reports whether what a call returns is kept, under `run`, in a variable from outside of it. */
function leavesRun(context: Rule.RuleContext, call: ESTree.Node): boolean {
  const assignment = parentOf(wrap(call));
  if (assignment?.type !== 'AssignmentExpression' || assignment.left.type !== 'Identifier') return false;
  const body = enclosing(call);
  if (body === undefined || !isRunBody(context, body)) return false;
  const owner = variableOf(context, assignment.left)?.scope.variableScope.block;
  return owner !== undefined && owner !== body;
}

function isRunBody(context: Rule.RuleContext, body: FunctionNode): boolean {
  const call = parentOf(wrap(body));
  return call?.type === 'CallExpression' && ownCall(context, call) === 'run';
}

function isUnderRun(context: Rule.RuleContext, node: ESTree.Node): boolean {
  for (let at = enclosing(node); at !== undefined; at = enclosing(at))
    if (isRunBody(context, at)) return true;
  return handlerAround(context, node) !== undefined;
}

function judgeListener(context: Rule.RuleContext, node: ESTree.SimpleCallExpression): void {
  const callee = unwrap(node.callee);
  if (callee.type !== 'MemberExpression' || !listening.has(propertyOf(callee) ?? '')) return;
  const listener = node.arguments[1];
  if (listener === undefined || listener.type === 'SpreadElement') return;
  const called = functionOf(context, listener);
  if (called === undefined || isOfCall(context, callee.object) || !isUnderRun(context, node)) return;
  if (!usesAmbient(context, called)) return;
  const bind = nameFor(context, 'bind', 'mdctx/context');
  const suggest = suggestion('Bind the listener to the current context.', [bind], (fixer, text) => [
    fixer.insertTextBefore(listener, `${text ?? 'bind'}(`),
    fixer.insertTextAfter(listener, ')'),
  ]);
  context.report({ node: listener, messageId: 'listener', suggest });
}

/** Reports whether what emits is a call or a signal of one: mdctx runs its listeners in the context of the call. */
function isOfCall(context: Rule.RuleContext, emitter: ESTree.Node): boolean {
  const node = unwrap(emitter);
  if (node.type === 'MemberExpression') return propertyOf(node) === 'signal';
  if (node.type !== 'Identifier') return false;
  if (node.name === 'signal') return true;
  const handler = handlerAround(context, node);
  const [first] = handler?.params ?? [];
  return first?.type === 'Identifier' && first.name === node.name;
}

function binding(
  context: Rule.RuleContext,
  run: ESTree.SimpleCallExpression,
): Rule.SuggestionReportDescriptor[] {
  const [ctx, body, ...rest] = run.arguments;
  if (ctx === undefined || body?.type !== 'Identifier') return [];
  const source = (node: ESTree.Node): string => context.sourceCode.getText(node);
  const bind = nameFor(context, 'bindIterable', 'mdctx/context');
  return suggestion('Bind the generator to the context.', [bind], (fixer, text) => {
    return [
      fixer.replaceText(run, `${text}(${source(ctx)}, ${source(body)}(${rest.map(source).join(', ')}))`),
    ];
  });
}
