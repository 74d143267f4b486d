import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** Names that say something of methods: what a literal beside them is compared with, or given to. */
const aboutMethods = /method|ranked|system/i;

/** Whether a literal decides something: it is compared, looked up, taken by default or handed over as a method's name. */
function decides(node) {
  const { parent } = node;
  const { SyntaxKind } = ts;
  if (ts.isBinaryExpression(parent)) {
    const { kind } = parent.operatorToken;
    return [
      SyntaxKind.EqualsEqualsEqualsToken,
      SyntaxKind.ExclamationEqualsEqualsToken,
      SyntaxKind.EqualsEqualsToken,
      SyntaxKind.ExclamationEqualsToken,
      SyntaxKind.QuestionQuestionToken,
      SyntaxKind.BarBarToken,
      SyntaxKind.InKeyword,
    ].includes(kind);
  }
  if (ts.isCaseClause(parent)) return true;
  // A default, a constant or a property that is about methods.
  if (
    ts.isVariableDeclaration(parent) ||
    ts.isParameter(parent) ||
    ts.isBindingElement(parent) ||
    ts.isPropertyAssignment(parent)
  )
    return aboutMethods.test(parent.name.getText());
  if (ts.isArrayLiteralExpression(parent))
    return ts.isNewExpression(parent.parent) || aboutMethods.test(parent.parent.getText().slice(0, 60));
  if (ts.isCallExpression(parent))
    return /method|systemOf|includes|has|option/i.test(parent.expression.getText());
  return ts.isConditionalExpression(parent) || ts.isElementAccessExpression(parent);
}

/** Whether an unquoted name is a key of a table, as in `{ taps: … }`, or looked up in one, as in `recipe.methods.taps`. */
function isKey(node) {
  const { parent } = node;
  if (ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent)) return parent.name === node;
  return (
    ts.isPropertyAccessExpression(parent) &&
    parent.name === node &&
    aboutMethods.test(parent.expression.getText())
  );
}

/**
 * Places of a file where a method is asked for by its name, as `line: text`. Names that are words of other things too,
 * such as that of the command, count where something is decided by them; all others wherever they stand.
 */
export function namedMethods(file, { names, ambiguous }, text = readFileSync(file, 'utf8')) {
  if (!names.some((name) => text.includes(name))) return [];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found = [];
  const at = (node) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    found.push(`${line + 1}: ${text.split('\n')[line].trim()}`);
  };
  const visit = (node) => {
    if (ts.isIdentifier(node) && names.includes(node.text) && isKey(node)) {
      const { expression } = node.parent;
      if (!ambiguous.includes(node.text) || (expression && aboutMethods.test(expression.getText()))) at(node);
    }
    if (ts.isStringLiteralLike(node) && names.includes(node.text) && !ts.isImportDeclaration(node.parent)) {
      const type = ts.isLiteralTypeNode(node.parent);
      if (type || !ambiguous.includes(node.text) || decides(node)) at(node);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
