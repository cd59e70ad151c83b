import type { Rule, Scope } from 'eslint';
import type * as ESTree from 'estree';
import { parentOf, unwrap, wrap } from './convert';
import { definitionOf, keyOf, propertyOf, variableOf } from './origin';

export type FunctionNode =
  | ESTree.FunctionDeclaration
  | ESTree.FunctionExpression
  | ESTree.ArrowFunctionExpression;

export function isFunction(node: ESTree.Node): node is FunctionNode {
  return (
    node.type === 'FunctionDeclaration' ||
    node.type === 'FunctionExpression' ||
    node.type === 'ArrowFunctionExpression'
  );
}

/** Returns the innermost function around a node, from the inside out. */
export function enclosing(node: ESTree.Node): FunctionNode | undefined {
  let at = parentOf(node);
  while (at !== undefined && !isFunction(at)) at = parentOf(at);
  return at;
}

/** Returns the function that an expression is, or that a name in it means. */
export function functionOf(context: Rule.RuleContext, expression: ESTree.Node): FunctionNode | undefined {
  const node = unwrap(expression);
  if (isFunction(node)) return node;
  if (node.type === 'MemberExpression') return methodOf(context, node);
  if (node.type !== 'Identifier') return undefined;
  const definition = definitionOf(context, node);
  if (definition?.type === 'FunctionName') return isFunction(definition.node) ? definition.node : undefined;
  if (definition?.type !== 'Variable' || !definition.node.init) return undefined;
  const init = unwrap(definition.node.init);
  return isFunction(init) ? init : undefined;
}

/** Returns the method of a class, or of an object of the file, that `this.name` or `object.name` means. */
function methodOf(context: Rule.RuleContext, node: ESTree.MemberExpression): FunctionNode | undefined {
  const name = propertyOf(node);
  const members = name === undefined ? [] : membersOf(context, node);
  for (const member of members) {
    if (member.type !== 'MethodDefinition' && member.type !== 'Property') continue;
    if (keyOf(member) === name && isFunction(member.value)) return member.value;
  }
  return undefined;
}

function membersOf(context: Rule.RuleContext, { object }: ESTree.MemberExpression): readonly ESTree.Node[] {
  if (object.type === 'ThisExpression') {
    let at = parentOf(object);
    while (at !== undefined && at.type !== 'ClassBody') at = parentOf(at);
    return at?.body ?? [];
  }
  const definition = object.type === 'Identifier' ? definitionOf(context, object) : undefined;
  const init =
    definition?.type === 'Variable' && definition.node.init ? unwrap(definition.node.init) : undefined;
  return init?.type === 'ObjectExpression' ? init.properties : [];
}

/** Returns the variable that holds a function or an object. */
export function holderOf(context: Rule.RuleContext, node: ESTree.Node): Scope.Variable | undefined {
  if (node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration') {
    return node.id ? variableOf(context, node.id) : undefined;
  }
  const parent = parentOf(wrap(node));
  const named =
    parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier' ? parent.id : undefined;
  return named && variableOf(context, named);
}

/** Returns the expressions that a function returns. */
export function returnsOf(context: Rule.RuleContext, node: FunctionNode): ESTree.Node[] {
  if (node.body.type !== 'BlockStatement') return [node.body];
  const found: ESTree.Node[] = [];
  for (const inner of within(context, node.body, (at) => !isFunction(at))) {
    if (inner.type === 'ReturnStatement' && inner.argument) found.push(inner.argument);
  }
  return found;
}

/** Returns a node and all that stand in it; `enter` says whether to look into one. */
export function* within(
  context: Rule.RuleContext,
  node: ESTree.Node,
  enter: (node: ESTree.Node) => boolean = () => true,
): Generator<ESTree.Node, void> {
  yield node;
  const keys = context.sourceCode.visitorKeys[node.type] ?? [];
  const members = new Map<string, unknown>(Object.entries(node));
  for (const child of keys.flatMap((key) => members.get(key))) {
    if (isNode(child) && enter(child)) yield* within(context, child, enter);
  }
}

function isNode(value: unknown): value is ESTree.Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
