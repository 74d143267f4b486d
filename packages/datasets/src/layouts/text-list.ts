import { decodeText, FormatError } from '@ftn/errors';
import { readAnnotations } from './annotation-file.js';

const MAX_LINE = 4096;

/** A line of a text list. */
export interface TextLine {
  readonly text: string;
  /** From 1. */
  readonly line: number;
}

/**
 * The lines of a text file that are not blank; Windows line ends are taken for line ends.
 * @throws StorageError where the file is missing
 * @throws FormatError where it is no text
 */
export async function readTextLines(file: string): Promise<TextLine[]> {
  const bytes = await readAnnotations(file);
  const text = decodeText(bytes, file, 'Download the file again.');
  const lines: TextLine[] = [];
  let line = 0;
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    line++;
    if (end - start > MAX_LINE) {
      throw new FormatError('the line is too long', {
        file,
        line,
        expected: `at most ${MAX_LINE} characters`,
        hint: 'Check that this is the right file.',
      });
    }
    const content = text.slice(start, text[end - 1] === '\r' ? end - 1 : end);
    if (content.trim() !== '') lines.push({ text: content, line });
    start = end + 1;
  }
  return lines;
}
