import type { Rule, Scope } from 'eslint';
import type * as ESTree from 'estree';
import { childOf, kindOf, unwrap } from './convert';

/** Where a value comes from: an export of a module. */
export interface Origin {
  readonly module: string;
  /** The name of the export; `*` for all of them. */
  readonly name: string;
}

/** The namespaces that `mdctx` exports: `metadata.Pairs` of `mdctx` is `Pairs` of `mdctx/metadata`. */
const namespaces = new Set(['context', 'metadata', 'peer', 'grpc', 'status']);

/** Returns the variable that an identifier means; `undefined` for a global that nobody declares. */
export function variableOf(context: Rule.RuleContext, node: ESTree.Identifier): Scope.Variable | undefined {
  return variableNamed(context, node, node.name);
}

/** Returns the variable that `name` means where `node` stands. */
export function variableNamed(
  context: Rule.RuleContext,
  node: ESTree.Node,
  name: string,
): Scope.Variable | undefined {
  let scope: Scope.Scope | null = context.sourceCode.getScope(node);
  for (; scope !== null; scope = scope.upper) {
    const variable = scope.set.get(name);
    if (variable !== undefined) return variable;
  }
  return undefined;
}

/** Returns the only definition of the variable that an identifier means. */
export function definitionOf(
  context: Rule.RuleContext,
  node: ESTree.Identifier,
): Scope.Definition | undefined {
  const definitions = variableOf(context, node)?.defs ?? [];
  return definitions.length === 1 ? definitions[0] : undefined;
}

/** Returns the export of a module that an expression means, by the imports and constants of its file. */
export function originOf(context: Rule.RuleContext, expression: ESTree.Node): Origin | undefined {
  const node = unwrap(expression);
  if (node.type === 'Identifier') return originOfName(context, node);
  if (node.type === 'MemberExpression') {
    const name = propertyOf(node);
    return name === undefined ? undefined : memberOf(originOf(context, node.object), name);
  }
  if (node.type === 'AwaitExpression') return originOf(context, node.argument);
  if (node.type === 'ImportExpression') return whole(node.source);
  if (node.type !== 'CallExpression') return undefined;
  const { callee, arguments: args } = node;
  const requires = callee.type === 'Identifier' && callee.name === 'require' && args.length === 1;
  return requires ? whole(args[0]) : undefined;
}

function whole(source: ESTree.Node | undefined): Origin | undefined {
  return source?.type === 'Literal' && typeof source.value === 'string'
    ? { module: source.value, name: '*' }
    : undefined;
}

function memberOf(origin: Origin | undefined, name: string): Origin | undefined {
  if (origin === undefined) return undefined;
  if (origin.name === '*') return name === 'default' ? origin : { module: origin.module, name };
  return namespaces.has(origin.name) ? { module: `${origin.module}/${origin.name}`, name } : undefined;
}

/** Returns the name of the property that a member expression reads; `undefined` if that is computed. */
export function propertyOf(node: ESTree.MemberExpression): string | undefined {
  const { property, computed } = node;
  if (!computed) return property.type === 'Identifier' ? property.name : undefined;
  return property.type === 'Literal' && typeof property.value === 'string' ? property.value : undefined;
}

/** Returns the name under which a property stands in an object or a pattern; `undefined` if that is computed. */
export function keyOf(
  node: ESTree.Property | ESTree.AssignmentProperty | ESTree.MethodDefinition,
): string | undefined {
  if (node.computed) return undefined;
  if (node.key.type === 'Identifier') return node.key.name;
  return node.key.type === 'Literal' ? String(node.key.value) : undefined;
}

function originOfName(context: Rule.RuleContext, node: ESTree.Identifier): Origin | undefined {
  const definition = definitionOf(context, node);
  if (definition === undefined) return undefined;
  if (definition.type === 'ImportBinding') return originOfImport(definition);
  if (definition.type !== 'Variable' || definition.parent?.kind !== 'const') return undefined;
  const { id, init } = definition.node;
  if (!init) return undefined;
  if (id.type === 'Identifier') return originOf(context, init);
  if (id.type !== 'ObjectPattern') return undefined;
  for (const property of id.properties) {
    if (property.type === 'RestElement' || property.value.type !== 'Identifier') continue;
    if (property.value.name !== node.name) continue;
    const key = keyOf(property);
    return key === undefined ? undefined : memberOf(originOf(context, init), key);
  }
  return undefined;
}

function originOfImport({ node, parent }: Scope.Definition): Origin | undefined {
  if (kindOf(node) === 'TSImportEqualsDeclaration') {
    const reference = childOf(node, 'moduleReference');
    return reference && whole(childOf(reference, 'expression'));
  }
  const module = parent?.type === 'ImportDeclaration' ? String(parent.source.value) : undefined;
  if (module === undefined) return undefined;
  if (node.type !== 'ImportSpecifier') return { module, name: '*' };
  const { imported } = node;
  return { module, name: imported.type === 'Identifier' ? imported.name : String(imported.value) };
}

/** Returns the expression that a name stands for; `undefined` if its file does not tell. */
export function constantOf(context: Rule.RuleContext, expression: ESTree.Node): ESTree.Node | undefined {
  const node = unwrap(expression);
  if (node.type !== 'Identifier') return node;
  const definition = definitionOf(context, node);
  const named = definition?.type === 'Variable' && definition.node.id.type === 'Identifier';
  const init = named ? definition.node.init : undefined;
  return init ? constantOf(context, init) : undefined;
}
