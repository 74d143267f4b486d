import { displayWidth, pad } from './display-width.js';
import type { TerminalStyle } from './style.js';
import { nameWords, wrapName } from './wrap.js';

/** A column of plain text; `emphasis[i]` says that row i is the best of it. */
export interface TextColumn {
  readonly header: string;
  readonly rows: readonly string[];
  readonly emphasis?: readonly boolean[];
}

interface LaidColumn extends TextColumn {
  readonly lines: readonly string[];
  readonly width: number;
}

/** A word of a header is broken only when it is longer than this and than the numbers below it. */
const LONGEST_WORD = 12;

/**
 * Lays out a column of names and columns of numbers in at most `width` columns of a terminal.
 *
 * Headers are broken between their words to be no wider than they must; what does not fit beside each other
 * continues in further blocks, each with the names again.
 */
export function textTable(
  names: TextColumn,
  columns: readonly TextColumn[],
  { width, style }: { width: number; style: TerminalStyle },
): string[] {
  const longest = width >> 1;
  const name = lay({ ...names, rows: names.rows.map((row) => clip(row, longest)) });
  const laid = columns.map(lay);
  const [roomy, tight] = [blocksOf(name, laid, width, 2), blocksOf(name, laid, width, 1)];
  const [blocks, gap] = tight.length < roomy.length ? [tight, 1] : [roomy, 2];
  return blocks.flatMap((block, i) => [...(i > 0 ? [''] : []), ...draw(name, block, gap, style)]);
}

/** The columns in order, in as few groups as fit beside the names. */
function blocksOf(
  name: LaidColumn,
  columns: readonly LaidColumn[],
  width: number,
  gap: number,
): LaidColumn[][] {
  const blocks: LaidColumn[][] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const column of columns) {
    if (used + gap + column.width > width) {
      blocks.push([]);
      used = name.width;
    }
    blocks.at(-1)!.push(column);
    used += gap + column.width;
  }
  return blocks;
}

function lay(column: TextColumn): LaidColumn {
  const body = Math.max(0, ...column.rows.map(displayWidth));
  const word = Math.max(...nameWords(column.header).map(displayWidth));
  const lines = wrapName(column.header, Math.max(body, Math.min(word, LONGEST_WORD)));
  return { ...column, lines, width: Math.max(body, ...lines.map(displayWidth)) };
}

function clip(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  const [line = ''] = wrapName(text, width - 1);
  return `${line}…`;
}

function draw(name: LaidColumn, columns: readonly LaidColumn[], gap: number, style: TerminalStyle): string[] {
  const all = [name, ...columns];
  const height = Math.max(...all.map((column) => column.lines.length));
  const row = (cells: readonly string[]) => cells.join(' '.repeat(gap)).trimEnd();
  const side = (column: LaidColumn) => (column === name ? 'end' : 'start');
  const headers = Array.from({ length: height }, (_, i) =>
    row(
      all.map((column) => {
        const line = column.lines[i - (height - column.lines.length)] ?? '';
        return pad(line, column.width, side(column));
      }),
    ),
  );
  const rule = '─'.repeat(all.reduce((sum, column) => sum + column.width + gap, -gap));
  const body = name.rows.map((_, i) =>
    row(
      all.map((column) => {
        const text = pad(column.rows[i]!, column.width, side(column));
        return column.emphasis?.[i] ? style.bold(style.accent(text)) : text;
      }),
    ),
  );
  return [...headers.map(style.bold), style.dim(rule), ...body];
}
