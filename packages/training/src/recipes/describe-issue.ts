import { suggest } from '@ftn/errors';
import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** A field's dotted path, or the whole for an empty one. */
const pathOf = (path: readonly PropertyKey[]) => path.map(String).join('.');

/** The value at a path of a plain tree, undefined where the path ends early. */
function valueAt(tree: unknown, path: readonly PropertyKey[]): unknown {
  let node = tree;
  for (const key of path) {
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, key)) return undefined;
    node = (node as Record<PropertyKey, unknown>)[key];
  }
  return node;
}

/** One fault of a tree: the field, the expected and the actual value, and the field probably meant. */
export function describeIssue(issue: Issue, tree: unknown, known: readonly string[]) {
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0]!;
    const siblings = issue.path.length === 0 ? known : [];
    return {
      field: pathOf([...issue.path, key]),
      problem: `there is no field '${pathOf([...issue.path, key])}'`,
      hint: siblings.length > 0 ? suggest(key, siblings) : 'Remove it.',
    };
  }
  const field = pathOf(issue.path);
  const value = valueAt(tree, issue.path);
  return {
    field,
    problem:
      value === undefined
        ? `the field '${field}' is missing`
        : `'${field}' cannot be ${JSON.stringify(value)}`,
    hint: `${issue.message.replace(/^Invalid \w+: /, '').replace(/^./, (c) => c.toUpperCase())}.`,
  };
}
