import ts from 'typescript';

/** One change of a source that its specs should notice. */
export interface Mutant {
  readonly path: string;
  readonly line: number;
  /** What was changed, for people. */
  readonly what: string;
  /** The text of the file with the change. */
  readonly text: string;
}

const swapped = new Map<ts.SyntaxKind, string>([
  [ts.SyntaxKind.EqualsEqualsEqualsToken, '!=='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, '==='],
  [ts.SyntaxKind.LessThanToken, '<='],
  [ts.SyntaxKind.LessThanEqualsToken, '<'],
  [ts.SyntaxKind.GreaterThanToken, '>='],
  [ts.SyntaxKind.GreaterThanEqualsToken, '>'],
  [ts.SyntaxKind.AmpersandAmpersandToken, '||'],
  [ts.SyntaxKind.BarBarToken, '&&'],
  [ts.SyntaxKind.QuestionQuestionToken, '&&'],
  [ts.SyntaxKind.PlusToken, '-'],
  [ts.SyntaxKind.MinusToken, '+'],
  [ts.SyntaxKind.AsteriskToken, '/'],
]);

/** Returns each mutant of a source: an operator swapped, a condition fixed, a call, assignment, return or throw removed. */
export function mutantsOf(path: string, source: string): Mutant[] {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.ES2022, true);
  const found: Mutant[] = [];
  const add = (node: ts.Node, by: string) => {
    const [start, end] = [node.getStart(file), node.getEnd()];
    found.push({
      path,
      line: file.getLineAndCharacterOfPosition(start).line + 1,
      what: `${short(source.slice(start, end))} -> ${short(by) || 'nothing'}`,
      text: source.slice(0, start) + by + source.slice(end),
    });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isInterfaceDeclaration(node)) return;
    for (const [target, by] of changesOf(node)) add(target, by);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** Returns what may be changed at a node: what is replaced, and by which text. */
function changesOf(node: ts.Node): Array<[ts.Node, string]> {
  if (ts.isBinaryExpression(node)) {
    const by = swapped.get(node.operatorToken.kind);
    return by === undefined ? [] : [[node.operatorToken, by]];
  }
  if (ts.isIfStatement(node))
    return [
      [node.expression, 'true'],
      [node.expression, 'false'],
    ];
  if (ts.isConditionalExpression(node))
    return [
      [node.condition, 'true'],
      [node.condition, 'false'],
    ];
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
    return [[node, node.operand.getText()]];
  }
  if (node.kind === ts.SyntaxKind.TrueKeyword && !ts.isLiteralTypeNode(node.parent)) return [[node, 'false']];
  if (node.kind === ts.SyntaxKind.FalseKeyword && !ts.isLiteralTypeNode(node.parent)) return [[node, 'true']];
  if (ts.isExpressionStatement(node) && !ts.isStringLiteral(node.expression)) return [[node, ';']];
  if (ts.isThrowStatement(node)) return [[node, ';']];
  if (ts.isReturnStatement(node) && node.expression !== undefined) return [[node.expression, 'undefined']];
  return [];
}

function short(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}
