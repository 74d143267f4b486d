import { FormatError, suggest, UsageError } from '@ftn/errors';
import { type Document, isNode, type LineCounter } from 'yaml';
import type { z } from 'zod';
import { describeIssue } from './describe-issue.js';
import { readYaml } from './read-yaml.js';

type Tree = Record<string, unknown>;

/** A value as it is typed; UsageError where it is no YAML. */
function typedValue(assignment: string, text: string): unknown {
  try {
    return readYaml(text, '').tree;
  } catch {
    throw new UsageError(`\`set: ${assignment}\`: the value is not YAML`, {
      hint: 'Quote it for the shell.',
    });
  }
}

/** Sets `a.b.c` in a tree of plain objects; a value is read as YAML, so `3`, `true` and `[1, 2]` are what they say. */
function override(tree: Tree, assignment: string): void {
  const cut = assignment.indexOf('=');
  if (cut < 1) throw new UsageError(`\`set: ${assignment}\` is not an assignment`, { expected: 'key=value' });
  const path = assignment.slice(0, cut).split('.');
  let node = tree;
  for (const key of path.slice(0, -1)) {
    if (!Object.hasOwn(node, key) || typeof node[key] !== 'object' || node[key] === null) {
      const hint = suggest(key, Object.keys(node));
      throw new UsageError(`\`set: ${assignment}\`: the recipe has no '${key}'`, { hint });
    }
    node = node[key] as Tree;
  }
  Object.defineProperty(node, path.at(-1)!, {
    value: typedValue(assignment, assignment.slice(cut + 1)),
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

/** The name of a text in errors, and assignments to apply to it. */
export interface ParseOptions {
  /** What errors call the text. */
  readonly file: string;
  /** Assignments `key=value`, applied in order. */
  readonly set?: readonly string[];
}

/** Settings that were read, and where an error about one of their fields points. */
export interface ParsedSettings<T> {
  readonly settings: T;
  /** The file, and the line of a field where it is written. */
  readonly at: (path: readonly string[]) => { readonly file: string; readonly line?: number };
}

/** Reads YAML of a schema, applies assignments and checks every field; errors name file, line and field. */
export function parseSettings<S extends z.ZodObject>(
  schema: S,
  text: string,
  { file, set = [] }: ParseOptions,
): ParsedSettings<z.output<S>> {
  const { document, lines, ...read } = readYaml(text, file);
  const tree = read.tree as Tree;
  const known = Object.keys(schema.shape);
  const at = (path: readonly PropertyKey[]) => {
    const line = lineOf(document, lines, path);
    return { file, ...(line === undefined ? {} : { line }) };
  };
  const written = schema.safeParse(tree);
  if (!written.success) {
    const issue = written.error.issues[0]!;
    const { problem, hint } = describeIssue(issue, tree, known);
    throw new FormatError(problem, { ...at(issue.path), hint });
  }
  // Onto what was read, so that a value the file leaves to its default can be set, too.
  const whole = structuredClone(written.data) as Tree;
  for (const assignment of set) override(whole, assignment);
  const parsed = schema.safeParse(whole);
  if (!parsed.success) {
    const { problem, hint } = describeIssue(parsed.error.issues[0]!, whole, known);
    const keyOf = (assignment: string) => assignment.split('=', 1)[0]!.split('.').at(-1);
    // Options that are short for assignments are among them: whoever gave others did not write these.
    const meant = set.filter((assignment) => problem.includes(`'${keyOf(assignment)}'`));
    const shown = (meant.length > 0 ? meant : set).map((assignment) => `\`set: ${assignment}\``);
    throw new UsageError(`${shown.join(' ')}: ${problem}`, { hint });
  }
  return { settings: parsed.data, at };
}
