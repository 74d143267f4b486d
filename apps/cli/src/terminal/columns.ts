import { forTerminal } from '@ftn/errors';

/** A cell of a plain table; numbers stand to the right. */
export type Cell = string | number;

type Row = Readonly<Record<string, Cell>>;

/** What stands between two columns. */
const gap = '  ';

/** A column of words is never made narrower than this. */
const narrowest = 14;

const show = (value: Cell | undefined) =>
  typeof value === 'number' ? value.toLocaleString('en-US') : forTerminal(value ?? '');

/** A column on its way to lines: its cells as text, below its name, and how wide it is. */
interface Column {
  readonly numeric: boolean;
  readonly cells: readonly string[];
  readonly width: number;
}

/** Rows as aligned columns below their names: cells of words wrap where a line would be longer than `width`. */
export function columns(rows: readonly Row[], width = Number.POSITIVE_INFINITY): string[] {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const natural = names.map((name): Column => {
    const numeric = rows.every((row) => typeof row[name] === 'number');
    const cells = [forTerminal(name), ...rows.map((row) => show(row[name]))];
    return { numeric, cells, width: Math.max(...cells.map((cell) => cell.length)) };
  });
  const fitted = fit(natural, width - gap.length * (names.length - 1));
  return fitted === null ? records(rows, names, width) : lines(fitted, rows.length + 1);
}

/** The widest columns of words made narrower until all take `room`; null where they cannot. */
function fit(natural: readonly Column[], room: number): Column[] | null {
  const fitted = natural.map((column) => ({ ...column }));
  for (let spare = room - fitted.reduce((sum, { width }) => sum + width, 0); spare < 0; spare++) {
    const words = fitted.filter(({ numeric, width }) => !numeric && width > narrowest);
    if (words.length === 0) return null;
    words.reduce((a, b) => (b.width > a.width ? b : a)).width--;
  }
  return fitted;
}

function lines(all: readonly Column[], rows: number): string[] {
  return Array.from({ length: rows }, (_, r) => {
    const cells = all.map(({ cells, width }) => wrapped(cells[r]!, width));
    const height = Math.max(...cells.map((cell) => cell.length));
    return Array.from({ length: height }, (_line, l) =>
      all
        .map(({ numeric, width }, c) => {
          const text = cells[c]![l] ?? '';
          return numeric ? text.padStart(width) : text.padEnd(width);
        })
        .join(gap)
        .trimEnd(),
    );
  }).flat();
}

/** A text in lines of at most `width`, broken between words where there are some. */
function wrapped(text: string, width: number): string[] {
  const broken: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      broken.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
    for (; line.length > width; line = line.slice(width)) broken.push(line.slice(0, width));
  }
  return [...broken, line];
}

/** Each row as lines of a name and its value, for rows of too many numbers. */
function records(rows: readonly Row[], names: readonly string[], width: number): string[] {
  const left = Math.max(...names.map((name) => forTerminal(name).length));
  return rows.flatMap((row, r) => [
    ...(r > 0 ? [''] : []),
    ...names.flatMap((name) => {
      const [first = '', ...rest] = wrapped(show(row[name]), Math.max(narrowest, width - left - gap.length));
      const indent = ' '.repeat(left + gap.length);
      return [`${forTerminal(name).padEnd(left)}${gap}${first}`, ...rest.map((line) => `${indent}${line}`)];
    }),
  ]);
}
