import type { Rule } from 'eslint';
import type * as ESTree from 'estree';
import type ts from 'typescript';
import { typeServiceOf } from './convert';
import { isFileOf, isOwnFile } from './packages';

// The types of a project, where the parser has them. Without types each of these returns `undefined` or
// false, and the rules go by imports, names and annotations alone.

/** What is known of the type of an expression. */
export interface TypeInfo {
  readonly type: ts.Type;
  /** The types of the elements, if it is a tuple. */
  readonly elements: readonly ts.Type[] | undefined;
}

/** Returns the type of an expression. */
export function typeAt(context: Rule.RuleContext, node: ESTree.Node): TypeInfo | undefined {
  const service = typeServiceOf(context);
  const target = service?.esTreeNodeToTSNodeMap.get(node);
  if (service === undefined || target === undefined) return undefined;
  const checker = service.program.getTypeChecker();
  const type = checker.getTypeAtLocation(target);
  const elements = checker.isTupleType(type) ? argumentsOf(checker, type) : undefined;
  return { type, elements };
}

function argumentsOf(checker: ts.TypeChecker, type: ts.Type): readonly ts.Type[] {
  return isReference(type) ? checker.getTypeArguments(type) : [];
}

function isReference(type: ts.Type): type is ts.TypeReference {
  return 'target' in type;
}

/** Returns the symbols by which a type may be known: its alias, itself, and what it extends. */
function symbolsOf(type: ts.Type): ts.Symbol[] {
  const bases = type.getBaseTypes()?.flatMap(symbolsOf) ?? [];
  const members = type.isUnionOrIntersection() ? type.types.flatMap(symbolsOf) : [];
  return [type.aliasSymbol, type.getSymbol(), ...bases, ...members].filter((one) => one !== undefined);
}

/** Returns the names by which a type may be known. */
export function namesOf(type: ts.Type): string[] {
  return symbolsOf(type).map(({ name }) => name);
}

function matches(name: string, wanted: string | RegExp): boolean {
  return typeof wanted === 'string' ? name === wanted : wanted.test(name);
}

function filesOf(symbol: ts.Symbol): string[] {
  return (symbol.declarations ?? []).map((declaration) => declaration.getSourceFile().fileName);
}

/** Reports whether a type is one that mdctx declares under a name, or extends it, or holds it among others. */
export function isOwnType(type: ts.Type | undefined, name: string | RegExp): boolean {
  if (type === undefined) return false;
  return symbolsOf(type).some((symbol) => matches(symbol.name, name) && filesOf(symbol).some(isOwnFile));
}

/** Reports whether a type is one that a package declares under a name, or extends it, or holds it among others. */
export function isTypeOf(
  type: ts.Type | undefined,
  packages: readonly string[],
  name: string | RegExp,
): boolean {
  if (type === undefined) return false;
  return symbolsOf(type).some((symbol) => {
    return (
      matches(symbol.name, name) &&
      filesOf(symbol).some((file) => packages.some((one) => isFileOf(one, file)))
    );
  });
}

/** Reports whether a type is a generator of JavaScript's own. */
export function isGeneratorType(type: ts.Type | undefined): boolean {
  return type !== undefined && /^(Async)?Generator$/.test(type.getSymbol()?.name ?? '');
}

/** Reports whether a type is a promise, or may be one. */
export function isPromiseType(type: ts.Type | undefined): boolean {
  return (
    type !== undefined && symbolsOf(type).some(({ name }) => name === 'Promise' || name === 'PromiseLike')
  );
}

/** Returns the name of what an expression means, if mdctx declares it. */
export function ownSymbol(context: Rule.RuleContext, node: ESTree.Node): string | undefined {
  const service = typeServiceOf(context);
  const at = node.type === 'MemberExpression' && !node.computed ? node.property : node;
  const target = service?.esTreeNodeToTSNodeMap.get(at);
  if (service === undefined || target === undefined) return undefined;
  const checker = service.program.getTypeChecker();
  const symbol = checker.getSymbolAtLocation(target);
  if (symbol === undefined) return undefined;
  const aliased = (symbol.flags & aliasFlag) === 0 ? symbol : checker.getAliasedSymbol(symbol);
  const topLevel = aliased.declarations?.some((one) => one.parent === one.getSourceFile()) === true;
  return topLevel && filesOf(aliased).some(isOwnFile) ? aliased.name : undefined;
}

const aliasFlag = 2_097_152; // ts.SymbolFlags.Alias: TypeScript itself is never loaded from here
