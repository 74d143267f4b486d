import ts from 'typescript';
import { declarationProgram } from './declared-modules.mjs';

/** Arrays that are generic since TypeScript 5.7 and are not before. */
const lately = /^(Big)?(Int|Uint|Float)\d+(Clamped)?Array$|^DataView$/;

/** Global names of Node's types. */
const ofNode = /^(Buffer|NodeJS|NonSharedBuffer)$/;

/** The leftmost part of a name: `NodeJS` of `NodeJS.Signals`. */
function rootOf(name) {
  if (ts.isQualifiedName(name)) return rootOf(name.left);
  return ts.isPropertyAccessExpression(name) ? rootOf(name.expression) : name;
}

const isPrivate = (node) =>
  ts.canHaveModifiers(node) &&
  ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword) === true;

/** The name by which a declaration refers to another one, and whether it is the value of that name it means. */
function referenceOf(node) {
  if (ts.isTypeReferenceNode(node)) return { name: node.typeName };
  if (ts.isExpressionWithTypeArguments(node)) return { name: node.expression };
  if (ts.isTypeQueryNode(node)) return { name: node.exprName, value: true };
  if (ts.isImportTypeNode(node) && node.qualifier) return { name: node.qualifier, value: node.isTypeOf };
  return null;
}

/** Whether a type query asks for the keys of a value alone: what they lead to is not shown. */
const onlyKeys = (node) =>
  ts.isTypeQueryNode(node) &&
  ts.isTypeOperatorNode(node.parent) &&
  node.parent.operator === ts.SyntaxKind.KeyOfKeyword;

/** The module that an unresolved name comes from. */
function moduleOf(node, symbol) {
  if (ts.isImportTypeNode(node)) return node.argument.literal.text;
  for (let at = symbol?.declarations?.[0]; at; at = at.parent) {
    if (ts.isImportDeclaration(at)) return at.moduleSpecifier.text;
  }
  return undefined;
}

/**
 * What is wrong with the types that packages show: a line for each type of ours that stands in a public signature and cannot be
 * imported by who reads it (from the package, or from one that it depends on), for each typed array with an argument, which
 * TypeScript 5.6 does not know, and for each type of Node, which a reader need not have installed.
 *
 * @param {readonly { name: string, folder: string, uses: readonly string[], entries: Record<string, string>, promised: readonly string[] }[]} packages
 *   as `publishedPackages` gives them
 * @param {ReadonlyMap<string, string>} texts their declarations by path
 */
export function publicTypeFaults(packages, texts) {
  const program = declarationProgram(texts, packages);
  const checker = program.getTypeChecker();
  const resolved = (symbol) =>
    symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const ownerOf = (file) => packages.find(({ folder }) => file.fileName.startsWith(`${folder}/`));

  /** Which packages let a symbol be imported. */
  const importable = new Map();
  for (const { name, entries, promised } of packages) {
    for (const entry of promised) {
      const module = checker.getSymbolAtLocation(program.getSourceFile(entries[entry]));
      // An entry that exports nothing is no module.
      for (const symbol of module ? checker.getExportsOfModule(module).map(resolved) : []) {
        importable.set(symbol, (importable.get(symbol) ?? new Set()).add(name));
      }
    }
  }

  const faults = new Set();
  const seen = new Set();

  /** Reads what a symbol's declarations say, each once. */
  function read(symbol) {
    if (seen.has(symbol)) return;
    seen.add(symbol);
    for (const declaration of symbol.declarations ?? []) {
      const owner = ownerOf(declaration.getSourceFile());
      if (owner) visit(declaration, symbol.name, owner);
    }
  }

  function visit(node, place, owner) {
    if (isPrivate(node)) return;
    const reference = referenceOf(node);
    if (reference && !onlyKeys(node)) check(node, reference, place, owner);
    ts.forEachChild(node, (child) => visit(child, place, owner));
  }

  function check(node, { name, value }, place, owner) {
    const symbol = resolved(checker.getSymbolAtLocation(name));
    const fault = (text) => faults.add(`${owner.name}: ${place} ${text}`);
    if (symbol && symbol.flags & ts.SymbolFlags.TypeParameter) return;
    if (!symbol?.declarations?.length) {
      const root = rootOf(name);
      const from = moduleOf(node, checker.getSymbolAtLocation(root)) ?? '';
      if (lately.test(root.text) && node.typeArguments) fault(`says ${root.text} of something`);
      if (ofNode.test(root.text) || from.startsWith('node:')) fault(`names ${root.text} of Node's types`);
      return;
    }
    const by = importable.get(symbol) ?? new Set();
    const reached = [owner.name, ...owner.uses].some((one) => by.has(one));
    // `typeof table` needs no name of its own: what it is made of is read in its place.
    if (!value && !reached) fault(`names ${symbol.name}, which cannot be imported`);
    read(symbol);
  }

  for (const symbol of importable.keys()) read(symbol);
  return [...faults].sort();
}
