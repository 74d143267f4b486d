import { decodeText, FormatError } from '@ftn/errors';
import { readRegularFile } from '@ftn/errors/node';
import { readYaml } from '@ftn/training';

/** The most bytes such a file may have. */
const most = 1 << 20;

const keys = ['paper', 'paperMultiples'] as const;

/**
 * A file's own values of the paper as assignments to a recipe: `paper` by system (`ftn-10`), then by domain or task; `paperMultiples`
 * by system.
 *
 * @throws FormatError where it is no YAML, or holds anything else
 */
export async function paperAssignments(file: string): Promise<string[]> {
  const text = decodeText(await readRegularFile(file, { limit: most }), file);
  const expected = 'paper: { ftn-10: { flowers: 96.2 } }, and paperMultiples: { ftn-10: 1.1 } if known';
  const tree = readYaml(text, file).tree as Record<string, unknown> | null;
  const other = Object.keys(tree ?? {}).find((key) => !(keys as readonly string[]).includes(key));
  if (typeof tree !== 'object' || tree === null || Array.isArray(tree) || other !== undefined) {
    throw new FormatError('these are no values of a paper', { file, expected, got: other ?? typeof tree });
  }
  return keys.flatMap((key) => (tree[key] === undefined ? [] : [`${key}=${JSON.stringify(tree[key])}`]));
}
