import type { Rule } from 'eslint';
import type * as ESTree from 'estree';
import { unwrap } from './convert';
import { type Event, type Flow, Flows } from './flow';
import { enclosing, type FunctionNode, isFunction } from './functions';
import { isHandler } from './handlers';
import { keyOf, propertyOf } from './origin';
import { ownCall } from './own';
import { ruleOf } from './rule';

const changes = new Set(['set', 'append', 'delete']);

/** A header goes before the first message: what is set later cannot go any more. */
export const noSilentLateHeader = ruleOf({
  description: 'Disallow setting a header after it was sent',
  messages: {
    late: 'The header may have been sent when this is reached, by line {{line}}: it then throws INTERNAL `transport: SendHeader called multiple times`. Set it before that, or write `setTrailer` for what is known only now.',
    silent:
      'The header may have been sent when this is reached, by line {{line}}: it is then dropped without a word. Set it before that, or write `setTrailer` for what is known only now.',
  },
  create(context) {
    const flows = new Flows((flow) => judge(context, flow));
    const mark = (kind: string, node: ESTree.Node, subject?: unknown): void => {
      flows.innermost?.mark({ kind, node, subject });
    };
    return {
      ...flows.listener,
      'YieldExpression:exit'(node: ESTree.YieldExpression) {
        const owner = flows.innermost?.node;
        const delegates = node.delegate && !(owner && isFunction(owner) && isHandler(context, owner));
        if (!delegates) mark('sent', node); // `yield* call.next(…)` of a middleware may be a unary call
      },
      'CallExpression:exit'(node: ESTree.CallExpression) {
        const own = ownCall(context, node);
        const late = own === 'setHeader' || own === 'sendHeader' ? 'late' : lateMethod(context, node);
        if (late !== undefined) mark(late, node);
        if (own === 'sendHeader' || isSending(context, node)) mark('sent', node);
      },
    };
  },
});

function judge(context: Rule.RuleContext, flow: Flow): void {
  const reported = new Set<Event>();
  for (const sent of flow.find(({ kind }) => kind === 'sent')) {
    flow.walk(sent, (event) => {
      if (event.kind !== 'late' && event.kind !== 'silent') return true;
      if (reported.has(event) || event.node === sent.node) return true;
      reported.add(event);
      const line = String(sent.node.loc?.start.line ?? 0);
      context.report({
        node: event.node,
        messageId: event.kind,
        data: { line },
        suggest: asTrailer(context, event),
      });
      return true;
    });
  }
}

/** Returns what becomes of a method that changes or sends a header, if a call is one and comes too late. */
function lateMethod(
  context: Rule.RuleContext,
  { callee }: ESTree.CallExpression,
): 'late' | 'silent' | undefined {
  const target = unwrap(callee);
  if (target.type !== 'MemberExpression') return undefined;
  const name = propertyOf(target) ?? '';
  const object = unwrap(target.object);
  if (changes.has(name) && isHeader(context, object)) return 'silent';
  if (object.type !== 'Identifier') return undefined;
  if (name === 'sendMetadata') return parameterIndex(context, object) === 0 ? 'silent' : undefined;
  return (name === 'setHeader' || name === 'sendHeader') && isStream(context, object) ? 'late' : undefined;
}

/** `context.header` of nice-grpc, or the `header` that a handler takes out of its context. */
function isHeader(context: Rule.RuleContext, node: ESTree.Node): boolean {
  if (node.type === 'Identifier') {
    const parameter = node.name === 'header' ? handlerOf(context, node)?.params[1] : undefined;
    if (parameter?.type !== 'ObjectPattern') return false;
    return parameter.properties.some((one) => one.type === 'Property' && keyOf(one) === 'header');
  }
  if (node.type !== 'MemberExpression' || propertyOf(node) !== 'header') return false;
  const owner = unwrap(node.object);
  if (owner.type !== 'Identifier') return false;
  return /context$/i.test(owner.name) || parameterIndex(context, owner) === 1;
}

/** Reports whether a call sends the header: by itself, or with a message. */
function isSending(context: Rule.RuleContext, { callee }: ESTree.CallExpression): boolean {
  const target = unwrap(callee);
  if (target.type === 'Identifier') return parameterIndex(context, target) === 1; // the reply of grpc-js
  if (target.type !== 'MemberExpression') return false;
  const object = unwrap(target.object);
  if (object.type !== 'Identifier') return false;
  const name = propertyOf(target) ?? '';
  if (name === 'sendHeader') return isStream(context, object) || /context$/i.test(object.name);
  if (name === 'send') return isStream(context, object);
  return (name === 'write' || name === 'sendMetadata') && parameterIndex(context, object) === 0;
}

function isStream(context: Rule.RuleContext, node: ESTree.Identifier): boolean {
  return /stream$/i.test(node.name) || parameterIndex(context, node) !== undefined;
}

/** Returns the handler that a node stands in, if no other function is between them. */
function handlerOf(context: Rule.RuleContext, node: ESTree.Node): FunctionNode | undefined {
  const owner = enclosing(node);
  return owner !== undefined && isHandler(context, owner) ? owner : undefined;
}

/** Returns which parameter of a handler a name means. */
function parameterIndex(context: Rule.RuleContext, name: ESTree.Identifier): number | undefined {
  const parameters = handlerOf(context, name)?.params ?? [];
  const index = parameters.findIndex((one) => one.type === 'Identifier' && one.name === name.name);
  return index < 0 ? undefined : index;
}

function asTrailer(context: Rule.RuleContext, { node }: Event): Rule.SuggestionReportDescriptor[] {
  if (node.type !== 'CallExpression' || ownCall(context, node) !== 'setHeader') return [];
  const { callee } = node;
  const name = callee.type === 'MemberExpression' ? callee.property : callee;
  if (name.type !== 'Identifier' || name.name !== 'setHeader') return [];
  if (callee.type === 'Identifier' && !importsTrailer(context)) return [];
  const fix = (fixer: Rule.RuleFixer) => fixer.replaceText(name, 'setTrailer');
  return [{ messageId: 'suggestion', data: { text: 'Send it in the trailer.' }, fix }];
}

function importsTrailer({ sourceCode }: Rule.RuleContext): boolean {
  return sourceCode.ast.body.some((node) => {
    return (
      node.type === 'ImportDeclaration' &&
      node.specifiers.some((one) => one.type === 'ImportSpecifier' && one.local.name === 'setTrailer')
    );
  });
}
