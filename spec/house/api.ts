import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { root } from '../support/sources';
import { mustBeBuilt, type Subpath, subpaths } from './subpaths';

// The public surface as text: `npm run api` writes it to docs/api.txt, and a spec compares.

/** A symbol that a subpath exports. */
export interface Exported {
  subpath: Subpath;
  name: string;
  /** Where it is declared: the overloads of a function, or a type and a value of one name. */
  declarations: readonly ts.Declaration[];
  symbol: ts.Symbol;
}

/** Returns what the subpaths export, by the declarations in dist/, in the order of package.json, then by name. */
export function exported(from: readonly Subpath[] = subpaths): Exported[] {
  mustBeBuilt();
  const files = from.map(({ types }) => join(root, types));
  const options = { module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2022, types: ['node'] };
  const program = ts.createProgram(files, options);
  const checker = program.getTypeChecker();
  return from.flatMap((subpath) => {
    const file = program.getSourceFile(join(root, subpath.types));
    const module = file && checker.getSymbolAtLocation(file);
    if (module === undefined) throw new Error(`${subpath.types} exports nothing`);
    return checker
      .getExportsOfModule(module)
      .filter((entry) => !isInternal(entry.declarations?.[0]?.parent?.parent))
      .map((entry) => {
        const symbol = entry.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(entry) : entry;
        return { subpath, name: entry.name, symbol, declarations: symbol.declarations ?? [] };
      })
      .filter(({ declarations }) => !declarations.some(isInternal))
      .sort((a, b) => a.name.localeCompare(b.name, 'en'));
  });
}

/** Tells whether a declaration is for the other folders of the library alone: its comment says `@internal`. */
export function isInternal(node: ts.Node | undefined): boolean {
  if (node === undefined) return false;
  return ts.getJSDocTags(node).some((tag) => tag.tagName.text === 'internal');
}

/** Returns the public surface: a heading for each subpath, a line for each symbol, an indented one for each member. */
export function describeApi(): string {
  const all = exported();
  const home = new Map<ts.Symbol, string>();
  for (const { symbol, subpath } of all) {
    if (subpath.folder !== 'lib' && !home.has(symbol)) home.set(symbol, subpath.name);
  }
  const sections = subpaths.map((subpath) => {
    const lines = all.filter((one) => one.subpath === subpath).flatMap((one) => linesOf(one, home));
    return [subpath.name, ...lines.map((line) => `  ${line}`)].join('\n');
  });
  return `${sections.join('\n\n')}\n`;
}

function linesOf({ name, symbol, declarations, subpath }: Exported, home: Map<ts.Symbol, string>): string[] {
  const from = home.get(symbol);
  if (from !== undefined && from !== subpath.name) return [`${name}: see ${from}`];
  const owner = foreign(declarations);
  if (owner !== undefined) return [`${name}: see ${owner}`];
  return declarations.flatMap((declaration) => {
    if (ts.isSourceFile(declaration)) {
      const module = subpaths.find(({ types }) => join(root, types) === declaration.fileName);
      return [`namespace ${name}: see ${module?.name ?? declaration.fileName}`];
    }
    if (ts.isClassDeclaration(declaration) || ts.isInterfaceDeclaration(declaration)) {
      return [
        header(declaration),
        ...declaration.members.filter(isPublic).map((member) => `  ${text(member)}`),
      ];
    }
    const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
    return [text(statement)];
  });
}

/** Returns the package that declares a symbol, if it is not this one. */
export function foreign(declarations: readonly ts.Declaration[]): string | undefined {
  const file = declarations[0]?.getSourceFile().fileName ?? '';
  return /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1];
}

function isPublic(member: ts.Node): boolean {
  const hidden = ts.canHaveModifiers(member)
    ? ts.getModifiers(member)?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword)
    : false;
  const name = ts.isClassElement(member) ? member.name : undefined;
  return !hidden && !isInternal(member) && !(name && ts.isPrivateIdentifier(name));
}

function header(declaration: ts.ClassDeclaration | ts.InterfaceDeclaration): string {
  const word = ts.isClassDeclaration(declaration) ? 'class' : 'interface';
  const parameters = declaration.typeParameters?.map(text).join(', ');
  const heritage = declaration.heritageClauses?.map(text).join(' ').trim();
  const name = declaration.name?.text ?? 'default';
  return `${word} ${name}${parameters ? `<${parameters}>` : ''}${heritage ? ` ${heritage}` : ''}`;
}

const printer = ts.createPrinter({ removeComments: true });

/** Returns the source of a declaration on one line, without comments, `export`, `declare` and the last `;`. */
function text(node: ts.Node): string {
  const source = printer.printNode(ts.EmitHint.Unspecified, node, node.getSourceFile());
  return source
    .replace(/\s+/g, ' ')
    .replace(/\[ (.*?) \]/g, '[$1]')
    .replace(/import\("[^"]*"\)\./g, '')
    .replace(/^(export |default |declare )+/, '')
    .replace(/;$/, '');
}

const place = join(root, 'docs', 'api.txt');

if (require.main === module) {
  if (!existsSync(join(root, 'docs'))) mkdirSync(join(root, 'docs'));
  writeFileSync(place, describeApi());
}
