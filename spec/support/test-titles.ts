import ts from 'typescript';

/** A test as it stands in the source of a spec. */
export interface TestTitle {
  /** The titles of the groups around it, and its own, as they are written: `%s` and the like stand for what a table gives. */
  readonly title: string;
  /** Whether it runs: neither it nor a group around it is skipped, or left to be written. */
  readonly runs: boolean;
}

const groups = new Set(['describe']);
const makers = new Set(['it', 'test', 'promised', 'itOfEach']);

/** Returns the tests that `source` defines, found in its syntax tree: a comment or a text is none. */
export function testTitles(source: string): TestTitle[] {
  const file = ts.createSourceFile('x.ts', source, ts.ScriptTarget.Latest, true);
  const found: TestTitle[] = [];
  const visit = (node: ts.Node, around: readonly string[], runs: boolean): void => {
    const call = ts.isCallExpression(node) ? definitionOf(node) : undefined;
    if (call === undefined || !ts.isCallExpression(node)) {
      ts.forEachChild(node, (child) => visit(child, around, runs));
      return;
    }
    const titles = [...around, call.title];
    const isLive = runs && call.runs;
    if (makers.has(call.name)) found.push({ title: titles.join(' '), runs: isLive });
    for (const argument of node.arguments) ts.forEachChild(argument, (child) => visit(child, titles, isLive));
  };
  visit(file, [], true);
  return found;
}

/** Returns what `call` defines: `it('x', …)`, `it.each(table)('x', …)`, `describe.each(table)('x', …)`; `undefined` if nothing. */
function definitionOf(call: ts.CallExpression): { name: string; title: string; runs: boolean } | undefined {
  const [first] = call.arguments;
  if (first === undefined || !(ts.isStringLiteralLike(first) || ts.isTemplateExpression(first)))
    return undefined;
  const words = wordsOf(call.expression);
  const [name = ''] = words;
  if (!groups.has(name) && !makers.has(name)) return undefined;
  const title = ts.isStringLiteralLike(first) ? first.text : first.getText().slice(1, -1);
  const hasBody = call.arguments.slice(1).some((one) => ts.isFunctionLike(one) || ts.isIdentifier(one));
  return { name, title, runs: hasBody && !words.some((word) => ['skip', 'todo', 'failing'].includes(word)) };
}

/** Returns `it`, `each` of `it.each(table)`, and so on. */
function wordsOf(callee: ts.Expression): string[] {
  if (ts.isIdentifier(callee)) return [callee.text];
  if (ts.isPropertyAccessExpression(callee)) return [...wordsOf(callee.expression), callee.name.text];
  return ts.isCallExpression(callee) || ts.isTaggedTemplateExpression(callee)
    ? wordsOf(ts.isCallExpression(callee) ? callee.expression : callee.tag)
    : [];
}
