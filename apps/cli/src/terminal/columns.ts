import { forTerminal } from '@ftn/errors';

/** A cell of a plain table; numbers stand to the right. */
export type Cell = string | number;

const show = (value: Cell) =>
  typeof value === 'number' ? value.toLocaleString('en-US') : forTerminal(value);

/** Rows as aligned columns below their names. */
export function columns(rows: readonly Readonly<Record<string, Cell>>[]): string[] {
  const names = Object.keys(rows[0] ?? {});
  const columns = names.map((name) => {
    const numeric = typeof rows[0]?.[name] === 'number';
    const cells = [forTerminal(name), ...rows.map((row) => show(row[name]!))];
    const width = Math.max(...cells.map((cell) => cell.length));
    return cells.map((cell) => (numeric ? cell.padStart(width) : cell.padEnd(width)));
  });
  return ['', ...rows].map((_, line) =>
    columns
      .map((cells) => cells[line]!)
      .join('  ')
      .trimEnd(),
  );
}
