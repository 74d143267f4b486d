import { FormatError } from '@ftn/errors';
import { type Document, isScalar, LineCounter, parseDocument, visit } from 'yaml';

/** Far more than any settings have; the parser's own time and stack are bounded by neither. */
const mostCharacters = 256 * 1024;
const deepest = 50;

/** YAML that was read, with where each of its lines begins. */
export interface ReadYaml {
  readonly document: Document.Parsed;
  /** What it says, as plain objects. */
  readonly tree: unknown;
  readonly lines: LineCounter;
}

/** How deep a text may nest at most, by its brackets, its indentation and what it opens within a line. */
function depthOf(text: string): number {
  let open = 0;
  let depth = 0;
  for (const line of text.split('\n')) {
    const [indent] = /^[ ]*/.exec(line)!;
    const within = line.match(/[-?:](?=\s)/g)?.length ?? 0;
    for (const character of line) {
      if (character === '[' || character === '{') open++;
      else if ((character === ']' || character === '}') && open > 0) open--;
      depth = Math.max(depth, open);
    }
    depth = Math.max(depth, indent.length / 2 + (open > 0 ? 0 : within));
  }
  return depth;
}

/** A key that stands twice in one map; the parser's own search for it takes the square of their number. */
function repeatedKey(document: Document): { readonly key: string; readonly at: number } | undefined {
  let found: { readonly key: string; readonly at: number } | undefined;
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        const value = isScalar(key) ? key.value : key;
        if (seen.has(value)) {
          found = { key: String(value), at: isScalar(key) ? (key.range?.[0] ?? 0) : 0 };
          return visit.BREAK;
        }
        seen.add(value);
      }
      return undefined;
    },
  });
  return found;
}

/**
 * Reads YAML of settings.
 *
 * @throws FormatError with the line where it is broken, repeats a key, or is larger or nests deeper than settings do
 */
export function readYaml(text: string, file: string): ReadYaml {
  if (text.length > mostCharacters) {
    throw new FormatError('this is too large for settings', {
      file,
      expected: `at most ${mostCharacters} characters`,
      got: String(text.length),
      hint: 'Check that this is the file you meant.',
    });
  }
  if (depthOf(text) > deepest) {
    throw new FormatError('this nests too deep for settings', {
      file,
      expected: `at most ${deepest} levels`,
    });
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false });
  const broken = document.errors[0];
  if (broken) {
    const { line } = lines.linePos(broken.pos[0]);
    const reason = broken.message.split('\n')[0]!.replace(/ at line .*$/, '');
    throw new FormatError(`this is not YAML (${reason})`, { file, line, hint: 'Correct the line.' });
  }
  const repeated = repeatedKey(document);
  if (repeated) {
    const { line } = lines.linePos(repeated.at);
    const hint = 'Remove one of the two.';
    throw new FormatError(`this is not YAML ('${repeated.key}' stands twice)`, { file, line, hint });
  }
  return { document, tree: treeOf(document, file), lines };
}

/** Aliases are followed here, and refused where they are not defined or multiply without end. */
function treeOf(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    throw new FormatError('this YAML cannot be read', { file, cause, got: (cause as Error).message });
  }
}
