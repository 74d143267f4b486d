import { FormatError, suggest, UsageError } from '@ftn/errors';
import { methodNames, phasesOf } from '@ftn/tensor-factors';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import { describeIssue } from './describe-issue.js';
import { type Recipe, recipeSchema } from './recipe-schema.js';

type Tree = Record<string, unknown>;

const known = Object.keys(recipeSchema.shape);

/** Sets `a.b.c` in a tree of plain objects; a value is read as YAML, so `3`, `true` and `[1, 2]` are what they say. */
function override(tree: Tree, assignment: string): void {
  const cut = assignment.indexOf('=');
  if (cut < 1) throw new UsageError(`'--set ${assignment}' is not an assignment`, { expected: 'key=value' });
  const path = assignment.slice(0, cut).split('.');
  let node = tree;
  for (const key of path.slice(0, -1)) {
    if (!Object.hasOwn(node, key) || typeof node[key] !== 'object' || node[key] === null) {
      const hint = suggest(key, Object.keys(node));
      throw new UsageError(`'--set ${assignment}': the recipe has no '${key}'`, { hint });
    }
    node = node[key] as Tree;
  }
  const value = parseDocument(assignment.slice(cut + 1));
  if (value.errors.length > 0) {
    throw new UsageError(`'--set ${assignment}': the value is not YAML`, { hint: 'Quote it for the shell.' });
  }
  Object.defineProperty(node, path.at(-1)!, {
    value: value.toJS(),
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

/** The line of the field at a path, or of the nearest field above it that is there. */
function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number | undefined {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length) as string[], true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return undefined;
}

function readTree(text: string, file: string) {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const broken = document.errors[0];
  if (broken) {
    const { line } = lines.linePos(broken.pos[0]);
    const reason = broken.message.split('\n')[0]!.replace(/ at line .*$/, '');
    throw new FormatError(`this is not YAML (${reason})`, { file, line, hint: 'Correct the line.' });
  }
  try {
    return { tree: document.toJS() as Tree, document: document as Document, lines };
  } catch (cause) {
    throw new FormatError('this YAML cannot be read', { file, cause, got: (cause as Error).message });
  }
}

/** Reads a recipe's YAML, applies `--set` assignments and checks every field; errors name file, line and field. */
export function parseRecipe(text: string, options: { file: string; set?: readonly string[] }): Recipe {
  const { file, set = [] } = options;
  const { tree, document, lines } = readTree(text, file);
  const written = recipeSchema.safeParse(tree);
  if (!written.success) {
    const issue = written.error.issues[0]!;
    const { problem, hint } = describeIssue(issue, tree, known);
    const line = lineOf(document, lines, issue.path);
    throw new FormatError(problem, { file, ...(line === undefined ? {} : { line }), hint });
  }
  for (const assignment of set) override(tree, assignment);
  const parsed = recipeSchema.safeParse(tree);
  if (!parsed.success) {
    const { problem, hint } = describeIssue(parsed.error.issues[0]!, tree, known);
    throw new UsageError(`'--set ${set.join(' --set ')}': ${problem}`, { hint });
  }
  const at = (path: readonly string[]) => {
    const line = lineOf(document, lines, path);
    return { file, ...(line === undefined ? {} : { line }) };
  };
  for (const [name, { phases = {} }] of Object.entries(parsed.data.methods)) {
    if (!(methodNames as string[]).includes(name)) {
      const hint = suggest(name, methodNames);
      throw new FormatError(`the recipe trains an unknown method '${name}'`, {
        ...at(['methods', name]),
        hint,
      });
    }
    const known = phasesOf(name);
    const unknown = Object.keys(phases).find((phase) => !known.includes(phase));
    if (unknown === undefined) continue;
    throw new FormatError(`'${name}' has no phase '${unknown}'`, {
      ...at(['methods', name, 'phases', unknown]),
      hint: known.length > 0 ? suggest(unknown, known) : `'${name}' is trained in one go.`,
    });
  }
  return parsed.data;
}
