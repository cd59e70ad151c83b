import ts from 'typescript';

// What the house asks of its words, as far as a program can judge: comments on what is public, and error texts.

/** Returns every error text of a source that the house would not write. */
export function badErrorTexts(path: string, source: string): string[] {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.ES2022, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const text = errorText(node);
    if (text !== undefined) {
      const line = file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
      found.push(...faults(text).map((fault) => `${path}:${line}: an error text ${fault}`));
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** Returns the message of a `new …Error(message)` or `…Error(status, message)`: its last string or template. */
function errorText(node: ts.Node): ts.Expression | undefined {
  if (!ts.isNewExpression(node) && !ts.isCallExpression(node)) return undefined;
  const callee = ts.isPropertyAccessExpression(node.expression) ? node.expression.name : node.expression;
  if (!ts.isIdentifier(callee) || !/(^|[a-z])(Error|internal|fault)$/.test(callee.text)) return undefined;
  return node.arguments
    ?.filter((argument) => ts.isStringLiteralLike(argument) || ts.isTemplateExpression(argument))
    .at(-1);
}

function faults(text: ts.Expression): string[] {
  const pieces = ts.isTemplateExpression(text)
    ? [text.head.text, ...text.templateSpans.map(({ literal }) => literal.text)]
    : [ts.isStringLiteralLike(text) ? text.text : ''];
  const found: string[] = [];
  if (/^[A-Z][a-z]/.test(pieces[0] ?? '')) found.push('begins with a capital');
  if (/[.!]$/.test(pieces.at(-1) ?? '')) found.push('ends with a stop');
  if (ts.isTemplateExpression(text) && text.templateSpans.some(({ expression }) => tellsValue(expression))) {
    found.push('tells a value');
  }
  return found;
}

/** Tells whether an expression shows a variable named value or values, and not merely its type or its length. */
function tellsValue(node: ts.Node): boolean {
  if (ts.isTypeOfExpression(node) || isTypeName(node)) return false;
  if (ts.isPropertyAccessExpression(node)) {
    const measure = ['length', 'size', 'byteLength'].includes(node.name.text);
    return !measure && (/^values?$/.test(node.name.text) || tellsValue(node.expression));
  }
  if (ts.isIdentifier(node)) return /^values?$/.test(node.text);
  return ts.forEachChild(node, (child) => tellsValue(child) || undefined) ?? false;
}

function isTypeName(node: ts.Node): boolean {
  return ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'kindOf';
}

/** Tells whether a declaration, or the statement that holds it, has a doc comment with words of its own. */
export function isDocumented(node: ts.Node): boolean {
  for (let at: ts.Node | undefined = node; at !== undefined && !ts.isSourceFile(at); at = at.parent) {
    if (ts.getJSDocCommentsAndTags(at).some((doc) => ts.isJSDoc(doc) && wordsOf(doc) !== '')) return true;
  }
  return false;
}

function wordsOf(doc: ts.JSDoc): string {
  return (ts.getTextOfJSDocComment(doc.comment) ?? '').trim();
}
