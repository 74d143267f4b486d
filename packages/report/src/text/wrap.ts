import { displayWidth } from './display-width.js';

/** Where a name may be cut: after spaces, hyphens, underscores, slashes and dots, and before a capital. */
const PIECES = /(?<=[\s\-_/.])|(?<=\p{Ll})(?=\p{Lu})/u;

/** The parts of a name that stay together when it is broken over lines. */
export function nameWords(name: string): string[] {
  return name.split(PIECES).map((piece) => piece.trimEnd());
}

/**
 * Breaks a name into lines of at most `width` columns, between its words where it can and within them where
 * it must.
 */
export function wrapName(name: string, width: number): string[] {
  const lines: string[] = [''];
  for (const piece of name.split(PIECES).flatMap((one) => cut(one, width))) {
    const joined = lines.at(-1) + piece;
    if (displayWidth(joined.trimEnd()) <= width) lines[lines.length - 1] = joined;
    else lines.push(piece.trimStart());
  }
  return lines.map((line) => line.trim()).filter((line, i) => line !== '' || i === 0);
}

/** A piece as it is, or in parts of `width` columns when it is longer than a line. */
function cut(piece: string, width: number): string[] {
  if (displayWidth(piece.trimEnd()) <= width) return [piece];
  const parts = [''];
  for (const character of piece) {
    if (displayWidth(parts.at(-1) + character) > width) parts.push('');
    parts[parts.length - 1] += character;
  }
  return parts;
}
