import { posix } from 'node:path';
import ts from 'typescript';

// The rules of docs/contributing.md that a program can check: who may import whom, and what a file may hold.

/** The folders of lib/ and the floor on which each stands. A folder may import from the floors below its own. */
const floors = new Map([
  ['lib/context', 0],
  ['lib/codes', 0],
  ['lib/metadata', 1],
  ['lib/peer', 1],
  ['lib/status', 1],
  ['lib/errgroup', 1],
  ['lib/grpc', 2],
  ['lib/wire', 2],
  ['lib/forward', 2],
  ['lib/interceptors', 3],
  ['lib/http', 3],
  ['lib/otel', 3],
  ['lib/grpc-js', 3],
  ['lib/connect', 3],
  ['lib/nice-grpc/middleware', 3],
  ['lib/nice-grpc', 4],
  ['lib/nestjs', 4],
  ['lib/stub', 5],
  ['lib/lifecycle', 6],
  ['lib/testing', 6],
  ['lib/eslint-plugin', 0],
  ['lib', 2.5], // index.ts: above the core, below everything that needs a peer or a policy
]);

/** The folders that meet a runtime, and which folders besides `testing` may import each. */
const adapters = new Map([
  ['lib/grpc-js', ['lib/nice-grpc', 'lib/nestjs', 'lib/stub']],
  ['lib/connect', []],
  ['lib/nice-grpc/middleware', ['lib/nice-grpc']],
  ['lib/nice-grpc', ['lib/stub']],
  ['lib/nestjs', []],
  ['lib/stub', []],
]);

/** Folders besides the adapters whose convert.ts may hold casts: they meet Node's own objects, or a tool of a user's. */
const meetsOthers = [
  'lib/wire',
  'lib/status',
  'lib/http',
  'lib/otel',
  'lib/lifecycle',
  'lib/eslint-plugin',
  'lib/interceptors',
];

/** The packages that may be imported, and the folders that may; a package that is not here may be imported by none. */
const packages: [name: RegExp, allowed: (path: string, folder: string, typeOnly: boolean) => boolean][] = [
  [/^node:async_hooks$/, (path) => path === 'lib/context/ambient.ts'],
  [/^node:/, () => true],
  [/^nice-grpc-common$/, (_, folder) => folder !== 'lib/context'],
  [/^nice-grpc$/, (_, folder) => ['lib/nice-grpc', 'lib/stub', 'lib/testing'].includes(folder)],
  [
    /^@grpc\/grpc-js$/,
    (_, folder) => ['lib/grpc-js', 'lib/nestjs', 'lib/nice-grpc', 'lib/stub', 'lib/testing'].includes(folder),
  ],
  [
    /^@bufbuild\/protobuf$/,
    (_, folder) => ['lib/grpc', 'lib/status', 'lib/connect', 'lib/interceptors'].includes(folder),
  ],
  [/^(@bufbuild\/protovalidate|prom-client)$/, (_, folder) => folder === 'lib/interceptors'],
  [/^nice-grpc-error-details$/, (path) => path === 'lib/status/rich-error.ts'],
  [/^(@nestjs\/(common|microservices)|rxjs)$/, (_, folder) => folder === 'lib/nestjs'],
  [/^@opentelemetry\/api$/, (_, folder) => folder === 'lib/otel'],
  [/^@connectrpc\/connect(-node)?(\/protocol)?$/, (_, folder) => folder === 'lib/connect'],
  // grpc-js does not export every type that its own interfaces need.
  [
    /^@grpc\/grpc-js\/build\/src\//,
    (path, folder, typeOnly) =>
      folder === 'lib/grpc-js' && (typeOnly || path === 'lib/grpc-js/client/connect-timeout.ts'),
  ],
  // The plugin for ESLint knows its tools by their types alone.
  [/^(eslint|estree|typescript)$/, (_, folder, typeOnly) => folder === 'lib/eslint-plugin' && typeOnly],
];

const names = {
  forbidden: /^(utils?|helpers?|commons?|types?|constants?|misc|shared-utils)\.ts$/,
  kebab: /^[a-z0-9]+(-[a-z0-9]+)*\.ts$/,
};
const longest = 250;
const median = 100;

interface Import {
  specifier: string;
  line: number;
  /** Nothing of it is left at run time. */
  typeOnly: boolean;
}

/** Returns every place where `sources` (path and text of each file of lib/) breaks a rule of the house. */
export function violations(sources: ReadonlyMap<string, string>): string[] {
  const found: string[] = [];
  const graph = new Map<string, string[]>();
  for (const [path, text] of sources) {
    const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
    found.push(...badName(path), ...badLength(path, text), ...casts(file), ...hardRequires(file));
    const targets: string[] = [];
    for (const { specifier, line, typeOnly } of importsOf(file)) {
      const target = resolve(path, specifier, sources);
      if (target !== undefined) targets.push(target);
      const problem = target === undefined ? badPackage(path, specifier, typeOnly) : badTarget(path, target);
      if (problem !== undefined) found.push(`${path}:${line}: ${problem}`);
    }
    graph.set(path, targets);
  }
  return [...found, ...badMedian(sources), ...cycles(graph)];
}

/** Returns the module names that a file imports or exports from, the types among them included. */
export function importsOf(file: ts.SourceFile): Import[] {
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    const name = moduleName(node);
    if (name !== undefined && ts.isStringLiteralLike(name)) {
      found.push({ specifier: name.text, line: lineOf(file, node), typeOnly: isTypeOnly(node) });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function isTypeOnly(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node)) return node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
  return ts.isImportTypeNode(node) || (ts.isExportDeclaration(node) && node.isTypeOnly);
}

function moduleName(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (ts.isImportTypeNode(node))
    return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
  if (!ts.isCallExpression(node)) return undefined;
  const imports = node.expression.kind === ts.SyntaxKind.ImportKeyword;
  const requires = ts.isIdentifier(node.expression) && node.expression.text === 'require';
  return imports || requires ? node.arguments[0] : undefined;
}

function lineOf(file: ts.SourceFile, node: ts.Node): number {
  return file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
}

/** Returns the file that a relative module name means; `undefined` if it leads out of lib/ or is a package's. */
function resolve(path: string, specifier: string, sources: ReadonlyMap<string, string>): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const target = posix.join(posix.dirname(path), specifier);
  return [`${target}.ts`, `${target}/index.ts`].find((candidate) => sources.has(candidate));
}

/** Returns the folder of `floors` to which a file belongs: the longest that contains it. */
export function folderOf(path: string): string {
  let folder = posix.dirname(path);
  while (!floors.has(folder) && folder !== '.') folder = posix.dirname(folder);
  return folder === 'lib' && path !== 'lib/index.ts' ? posix.dirname(path) : folder;
}

/** Returns the floor on which a folder of lib/ stands. */
export function floorOf(folder: string): number {
  return floors.get(folder) ?? Number.NaN;
}

function badTarget(path: string, target: string): string | undefined {
  const from = folderOf(path);
  const to = folderOf(target);
  if (from === to) return undefined;
  const [own, other] = [floors.get(from), floors.get(to)];
  if (own === undefined) return `${from} has no floor yet: give it one in spec/house/floors.ts`;
  if (other === undefined) return `${to} has no floor yet: give it one in spec/house/floors.ts`;
  if (target !== `${to}/index.ts` && target !== `${to}/internal.ts`)
    return `imports ${target}: another folder is imported through its index.ts or internal.ts`;
  if (other > own) return `imports ${to} (floor ${other}) from floor ${own}: never upwards`;
  if (other === own) return `imports ${to}: folders on one floor do not import each other`;
  const guests = adapters.get(to);
  if (guests !== undefined && from !== 'lib/testing' && !guests.includes(from)) {
    return `imports ${to}: an adapter carries none but ${guests.join(', ') || 'testing'}`;
  }
  return undefined;
}

function badPackage(path: string, specifier: string, typeOnly: boolean): string | undefined {
  if (specifier.startsWith('.')) return `imports ${specifier}, which is no file of lib/`;
  const rule = packages.find(([name]) => name.test(specifier));
  if (rule === undefined) return `imports ${specifier}, which is none of the packages that lib/ may use`;
  return rule[1](path, folderOf(path), typeOnly)
    ? undefined
    : `imports ${specifier}, which is not for this file`;
}

function badName(path: string): string[] {
  const name = posix.basename(path);
  if (names.forbidden.test(name)) return [`${path}: a file is named for its idea, not ${name}`];
  return names.kebab.test(name) ? [] : [`${path}: file names are in kebab-case`];
}

function linesOf(text: string): number {
  return text.trimEnd().split('\n').length;
}

function badLength(path: string, text: string): string[] {
  const lines = linesOf(text);
  return lines > longest ? [`${path}: ${lines} lines, and ${longest} is the most`] : [];
}

function badMedian(sources: ReadonlyMap<string, string>): string[] {
  const lengths = [...sources.values()].map(linesOf).sort((a, b) => a - b);
  const middle = lengths[Math.floor(lengths.length / 2)] ?? 0;
  return middle < median ? [] : [`lib: the median file has ${middle} lines, and it stays under ${median}`];
}

/** A package that is asked for by `require` is an optional peer: bundlers let it be absent where that stands in a `try`. */
function hardRequires(file: ts.SourceFile): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node, isTried: boolean): void => {
    const name = ts.isCallExpression(node) ? moduleName(node) : undefined;
    const isPackage = name !== undefined && ts.isStringLiteralLike(name) && !name.text.startsWith('.');
    if (isPackage && !isTried)
      found.push(`${file.fileName}:${lineOf(file, node)}: a require outside of a try`);
    ts.forEachChild(node, (child) => visit(child, isTried || ts.isTryStatement(node)));
  };
  visit(file, false);
  return found;
}

/** Casts and `any` live in the convert.ts of an adapter, each below or beside a comment that tells its reason. */
function casts(file: ts.SourceFile): string[] {
  const found: string[] = [];
  const folder = folderOf(file.fileName);
  const home =
    posix.basename(file.fileName) === 'convert.ts' && (adapters.has(folder) || meetsOthers.includes(folder));
  const visit = (node: ts.Node): void => {
    const what = castOf(node);
    const at = `${file.fileName}:${lineOf(file, node)}`;
    if (what !== undefined && !home) found.push(`${at}: ${what} outside of an adapter's convert.ts`);
    if (what !== undefined && home && !hasReason(file, node)) found.push(`${at}: ${what} without its reason`);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function castOf(node: ts.Node): string | undefined {
  if (node.kind === ts.SyntaxKind.AnyKeyword) return 'any';
  if (ts.isNonNullExpression(node)) return 'a cast (!)';
  if (ts.isTypeAssertionExpression(node)) return 'a cast';
  if (ts.isAsExpression(node) && !ts.isConstTypeReference(node.type)) return 'a cast';
  return undefined;
}

/** Tells whether a comment stands on the line of `node`, or above a statement or member that holds it. */
function hasReason(file: ts.SourceFile, node: ts.Node): boolean {
  const line = file.text.split('\n')[lineOf(file, node) - 1] ?? '';
  if (line.includes('//')) return true;
  for (let at = node; at.parent !== undefined; at = at.parent) {
    const holds = ts.isStatement(at) || ts.isClassElement(at) || ts.isObjectLiteralElement(at);
    if (holds && ts.getLeadingCommentRanges(file.text, at.getFullStart()) !== undefined) return true;
  }
  return false;
}

/** Returns each circle of imports once, from the file of it that comes first. */
function cycles(graph: ReadonlyMap<string, string[]>): string[] {
  const found: string[] = [];
  const finished = new Set<string>();
  const visit = (path: string, trail: string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) found.push(`${[...trail.slice(start), path].join(' -> ')}: imports in a circle`);
    if (start >= 0 || finished.has(path)) return;
    for (const target of graph.get(path) ?? []) visit(target, [...trail, path]);
    finished.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return found;
}
