import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** A flag, or a call of the command. */
const ofTheCommand = /(^|[\s'"(`])--[a-z]|\bftn [a-z]/;

/** Names of what people are told. */
const told = /^(hint|expected|problem|text|note|notes|message|advice)$/i;

/** Whether a literal ends up in what people are told: an error's, or under a name that says so. */
function isTold(node) {
  for (let at = node.parent; at && !ts.isBlock(at) && !ts.isSourceFile(at); at = at.parent) {
    if (ts.isNewExpression(at) && /Error$/.test(at.expression.getText())) return true;
    if ((ts.isPropertyAssignment(at) || ts.isVariableDeclaration(at)) && told.test(at.name.getText()))
      return true;
  }
  // What a constant of a module says, and what a table of hints does.
  const { parent } = node;
  return (
    /[.!?]$/.test(node.text ?? '') && (ts.isPropertyAssignment(parent) || ts.isVariableDeclaration(parent))
  );
}

/** The literals of a file that tell people of flags and verbs of the command, as `line: text`. */
export function commandWords(file, text = readFileSync(file, 'utf8')) {
  if (!ofTheCommand.test(text)) return [];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found = [];
  const visit = (node) => {
    const literal =
      ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
    if (literal && ofTheCommand.test(node.text) && isTold(node)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push(`${line + 1}: ${text.split('\n')[line].trim()}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
