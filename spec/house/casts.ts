import { posix } from 'node:path';
import ts from 'typescript';

// What no linter of ours can check. That `as`, `any` and `!` stand in a convert.ts alone is Biome's (`biome.jsonc`).

/** Returns each place of a source where something is taken for a type without its reason, or not where such things live. */
export function badCasts(path: string, source: string): string[] {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.ES2022, true);
  const isHome = posix.basename(path) === 'convert.ts';
  const found: string[] = [];
  const visit = (node: ts.Node, isTried: boolean): void => {
    const at = `${path}:${lineOf(file, node)}`;
    if (isHome && isAssertion(node) && !hasReason(file, node)) found.push(`${at}: a cast without its reason`);
    if (!isHome && isHiddenCast(node))
      found.push(`${at}: what Reflect.get returns is unknown outside of a convert.ts`);
    if (isRequire(node) && !isTried)
      found.push(`${at}: a package is required in a try, as bundlers then let it be absent`);
    ts.forEachChild(node, (child) => visit(child, isTried || ts.isTryStatement(node)));
  };
  visit(file, false);
  return found;
}

function lineOf(file: ts.SourceFile, node: ts.Node): number {
  return file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
}

function isAssertion(node: ts.Node): boolean {
  return (
    ts.isTypeAssertionExpression(node) || (ts.isAsExpression(node) && !ts.isConstTypeReference(node.type))
  );
}

/** Reports whether `node` gives what `Reflect.get` returns, which is `any`, a type by a declaration. */
function isHiddenCast(node: ts.Node): boolean {
  if (!ts.isCallExpression(node) || node.expression.getText() !== 'Reflect.get') return false;
  const { parent } = node;
  if (ts.isVariableDeclaration(parent)) return parent.type?.kind !== ts.SyntaxKind.UnknownKeyword;
  return ts.isReturnStatement(parent) || ts.isArrowFunction(parent) || ts.isPropertyAccessExpression(parent);
}

function isRequire(node: ts.Node): boolean {
  if (!ts.isCallExpression(node) || node.expression.getText() !== 'require') return false;
  const [name] = node.arguments;
  return name !== undefined && ts.isStringLiteralLike(name) && !name.text.startsWith('.');
}

/** Reports whether a comment stands on the line of `node`, or above a statement or member that holds it. */
function hasReason(file: ts.SourceFile, node: ts.Node): boolean {
  const line = file.text.split('\n')[lineOf(file, node) - 1] ?? '';
  if (line.includes('//')) return true;
  for (let at = node; at.parent !== undefined; at = at.parent) {
    const holds = ts.isStatement(at) || ts.isClassElement(at) || ts.isObjectLiteralElement(at);
    if (holds && ts.getLeadingCommentRanges(file.text, at.getFullStart()) !== undefined) return true;
  }
  return false;
}
