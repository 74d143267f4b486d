import ts from 'typescript';

/** Whether working out a value runs something a bundler cannot look through; functions that are only made do not. */
function runsSomething(node) {
  if (ts.isFunctionLike(node) || ts.isClassLike(node)) return false;
  if (ts.isCallExpression(node) || ts.isNewExpression(node) || ts.isTaggedTemplateExpression(node))
    return true;
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) return true;
  if (ts.isSpreadElement(node) || ts.isSpreadAssignment(node) || ts.isTemplateExpression(node)) return true;
  return ts.forEachChild(node, (child) => runsSomething(child) || undefined) ?? false;
}

const waits = (node) =>
  ts.isAwaitExpression(node) ||
  (!ts.isFunctionLike(node) && (ts.forEachChild(node, (child) => waits(child) || undefined) ?? false));

/**
 * Tells bundlers that the constants of a module may be left out where nobody uses them, with all that they refer to: what
 * `sideEffects: false` in package.json says of whole files, said of every `const x = f(…)` at the top of one.
 *
 * A call is marked by a comment; whatever else runs something, such as reading a property, by a call around it.
 */
export function markConstants(code) {
  const source = ts.createSourceFile('module.js', code, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  const places = [];
  for (const statement of source.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (!ts.isIdentifier(name) || !initializer || waits(initializer) || !runsSomething(initializer))
        continue;
      places.push([initializer.getStart(source), '/* @__PURE__ */ (() => ('], [initializer.end, '))()']);
    }
  }
  let marked = '';
  let last = 0;
  for (const [at, text] of places) {
    marked += code.slice(last, at) + text;
    last = at;
  }
  return marked + code.slice(last);
}
