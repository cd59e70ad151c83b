import type { Rule, Scope } from 'eslint';
import type * as ESTree from 'estree';
import type ts from 'typescript';

// What ESLint, its parsers and its type service have beyond the types that they publish.

/** The type service of @typescript-eslint/parser, as far as the rules need it. */
export interface TypeService {
  readonly program: ts.Program;
  readonly esTreeNodeToTSNodeMap: { get(node: ESTree.Node): ts.Node | undefined };
}

/** Returns the type service of the parser; `undefined` if it has none or was given no project. */
export function typeServiceOf(context: Rule.RuleContext): TypeService | undefined {
  const services: Partial<TypeService> = context.sourceCode.parserServices ?? {};
  const { program, esTreeNodeToTSNodeMap } = services;
  return program && esTreeNodeToTSNodeMap ? { program, esTreeNodeToTSNodeMap } : undefined;
}

/** Returns the node that holds `node`; `undefined` for the program. */
export function parentOf(node: ESTree.Node): ESTree.Node | undefined {
  // ESLint sets `parent` on each node, which the types of ESTree do not know.
  return (node as ESTree.Node & { parent?: ESTree.Node | null }).parent ?? undefined;
}

/** Returns the node by which code refers to a variable. */
export function nameIn({ identifier }: Scope.Reference): ESTree.Node {
  // A name of JSX refers to a variable too, and ESTree has no type for one.
  return identifier as ESTree.Node;
}

/** Returns the kind of a node, those of TypeScript included. */
export function kindOf({ type }: { readonly type: string }): string {
  return type;
}

/** Returns a child of a node of TypeScript, for which ESTree has no types: `typeAnnotation` of a parameter, say. */
export function childOf(node: ESTree.Node, name: string): ESTree.Node | undefined {
  // A parser for TypeScript adds members that the types of ESTree do not know.
  const child = (node as unknown as Record<string, ESTree.Node | null | undefined>)[name];
  return child ?? undefined;
}

/** Returns the children of a node of TypeScript under a name that holds a list: `decorators`, say. */
export function childrenOf(node: ESTree.Node, name: string): readonly ESTree.Node[] {
  // As in `childOf`.
  return (node as unknown as Record<string, readonly ESTree.Node[] | undefined>)[name] ?? [];
}

const wrappers = new Set([
  'TSAsExpression',
  'TSNonNullExpression',
  'TSSatisfiesExpression',
  'TSTypeAssertion',
  'ChainExpression',
]);

/** Returns an expression without the assertions of TypeScript, and without the mark of a `?.` chain, around it. */
export function unwrap(node: ESTree.Node): ESTree.Node {
  let inner = node;
  while (wrappers.has(kindOf(inner))) inner = childOf(inner, 'expression') ?? inner;
  return inner;
}

/** Returns the outermost assertion of TypeScript, or mark of a `?.` chain, around an expression. */
export function wrap(node: ESTree.Node): ESTree.Node {
  let outer = node;
  for (let at = parentOf(outer); at !== undefined && wrappers.has(kindOf(at)); at = parentOf(at)) outer = at;
  return outer;
}
