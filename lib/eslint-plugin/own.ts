import type { Rule } from 'eslint';
import type * as ESTree from 'estree';
import { childOf, childrenOf, kindOf, unwrap } from './convert';
import { cancelling, deriving, standing } from './names';
import { definitionOf, originOf, variableOf } from './origin';
import { isOwnType, ownSymbol, typeAt } from './type-info';

/** Returns the name under which mdctx exports what an expression means; `undefined` if it is not of mdctx. */
function ownName(context: Rule.RuleContext, expression: ESTree.Node): string | undefined {
  const origin = originOf(context, expression);
  if (origin !== undefined && isOwnModule(context, origin.module)) return origin.name;
  return ownSymbol(context, unwrap(expression));
}

/** Returns the function of mdctx that a call calls. */
export function ownCall(context: Rule.RuleContext, node: ESTree.Node): string | undefined {
  const call = unwrap(node);
  return call.type === 'CallExpression' ? ownName(context, call.callee) : undefined;
}

/** Reports whether a module is mdctx, or one that the setting `mdctx.modules` names as one that exports it again. */
function isOwnModule(context: Rule.RuleContext, module: string): boolean {
  if (module === 'mdctx' || module.startsWith('mdctx/')) return true;
  return patternsOf(context).some((pattern) => new RegExp(pattern).test(module));
}

function patternsOf(context: Rule.RuleContext): readonly string[] {
  const own: unknown = context.settings.mdctx;
  const modules = typeof own === 'object' && own !== null && 'modules' in own ? own.modules : undefined;
  return Array.isArray(modules) ? modules.filter((one) => typeof one === 'string') : [];
}

/** Reports whether an expression is a call that returns a context and the function that cancels it. */
export function isCancelling(context: Rule.RuleContext, node: ESTree.Node): boolean {
  const name = ownCall(context, node);
  if (name !== undefined) return cancelling.has(name);
  const call = unwrap(node);
  if (call.type !== 'CallExpression') return false;
  const elements = typeAt(context, call)?.elements;
  return (
    elements?.length === 2 &&
    isOwnType(elements[0], 'Context') &&
    isOwnType(elements[1], /^Cancel(Cause)?Func$/)
  );
}

/** Reports whether an expression is a call that returns a new context. */
export function isDeriving(context: Rule.RuleContext, node: ESTree.Node): boolean {
  const call = unwrap(node);
  if (call.type !== 'CallExpression') return false;
  const name = ownCall(context, call);
  if (name !== undefined && deriving.has(name)) return true;
  if (name !== undefined && (standing.has(name) || name === 'run')) return false;
  if (isApply(context, call)) return true;
  return isOwnType(typeAt(context, call)?.type, 'Context');
}

/** `policy.apply()` of `mdctx/forward`. */
function isApply(context: Rule.RuleContext, { callee }: ESTree.SimpleCallExpression): boolean {
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return false;
  if (callee.property.name !== 'apply' || callee.object.type !== 'Identifier') return false;
  const definition = definitionOf(context, callee.object);
  const init = definition?.type === 'Variable' ? definition.node.init : undefined;
  return init ? ownCall(context, init) === 'policy' : false;
}

/** Reports whether an expression is a context of mdctx, as far as its file or its type tells. */
export function isContext(context: Rule.RuleContext, expression: ESTree.Node): boolean {
  const node = unwrap(expression);
  if (isOwnType(typeAt(context, node)?.type, 'Context')) return true;
  if (node.type === 'CallExpression') {
    const name = ownCall(context, node);
    return isDeriving(context, node) || (name !== undefined && standing.has(name));
  }
  if (node.type === 'MemberExpression') return isFirstOfPair(context, node);
  if (node.type !== 'Identifier') return false;
  const definition = definitionOf(context, node);
  if (definition?.type === 'Variable') return isContextVariable(context, node);
  if (definition?.type !== 'Parameter') return false;
  const annotation = annotatedAs(context, definition.name);
  return annotation === undefined ? node.name === 'ctx' : annotation === 'Context';
}

function isContextVariable(context: Rule.RuleContext, node: ESTree.Identifier): boolean {
  const definition = variableOf(context, node)?.defs[0];
  if (definition?.type !== 'Variable') return false;
  const { id, init } = definition.node;
  if (annotatedAs(context, definition.name) === 'Context') return true;
  if (!init) return false;
  if (id.type === 'Identifier') return isContext(context, init);
  if (id.type !== 'ArrayPattern') return false;
  const [first] = id.elements;
  return first?.type === 'Identifier' && first.name === node.name && isCancelling(context, init);
}

/** `withCancel()[0]`. */
function isFirstOfPair(context: Rule.RuleContext, { object, property }: ESTree.MemberExpression): boolean {
  return property.type === 'Literal' && property.value === 0 && isCancelling(context, object);
}

/** Returns the type of mdctx that a name is annotated with; '' if that is another, `undefined` if it has none. */
function annotatedAs(context: Rule.RuleContext, node: ESTree.Node): string | undefined {
  const annotation = childOf(node, 'typeAnnotation');
  const type = annotation && childOf(annotation, 'typeAnnotation');
  return type && ownTypeName(context, type);
}

function ownTypeName(context: Rule.RuleContext, type: ESTree.Node): string {
  if (kindOf(type) === 'TSUnionType') {
    const names = childrenOf(type, 'types').map((one) => ownTypeName(context, one));
    return names.find((name) => name !== '') ?? '';
  }
  const name = kindOf(type) === 'TSTypeReference' ? childOf(type, 'typeName') : undefined;
  if (name === undefined) return '';
  return (kindOf(name) === 'TSQualifiedName' ? ownQualified(context, name) : ownName(context, name)) ?? '';
}

/** `context.Context`, `mdctx.Context`. */
function ownQualified(context: Rule.RuleContext, name: ESTree.Node): string | undefined {
  const [left, right] = [childOf(name, 'left'), childOf(name, 'right')];
  if (left === undefined || right?.type !== 'Identifier') return undefined;
  return ownName(context, left) === undefined ? undefined : right.name;
}
