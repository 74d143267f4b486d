import { fitText, textWidth } from '../chart/text-width.js';

/** Where a matrix of cells stands within its drawing, in CSS pixels, and how its names are written. */
export interface MatrixLayout {
  readonly left: number;
  readonly top: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly width: number;
  readonly height: number;
  /** Names of rows and of columns have this size. */
  readonly fontSize: number;
  /** Whether the names of columns are slanted, because they are wider than their cells. */
  readonly slanted: boolean;
  /** The upper edge of a row. */
  rowAt(row: number): number;
}

const SLANT = Math.PI / 4;
const GROUP_GAP = 5;
const MANY_ROWS = 24;
const LONGEST_NAME = 156;

/** A name of a row or column as it is written: its beginning where it is longer than a drawing has room for. */
export const shownName = (name: string, fontSize: number) => fitText(name, fontSize, LONGEST_NAME);

/** What a name begins with: `layer3` of `layer3.4.conv1`. Rows of one group stand together. */
const groupOf = (name: string) => name.split('.', 1)[0]!;

/**
 * Lays out rows and columns of cells below `above` pixels: rows keep a height that their names can be read at,
 * columns share the width that is left, within bounds.
 */
export function layOutMatrix(
  rows: readonly string[],
  columns: readonly string[],
  {
    width,
    above,
    cells,
  }: { width: number; above: number; cells: { min: number; max: number; height?: number } },
): MatrixLayout {
  const many = rows.length > MANY_ROWS;
  const fontSize = many ? 11 : 12;
  const cellHeight = cells.height ?? (many ? 15 : 20);
  const widthOf = (name: string) => textWidth(shownName(name, fontSize), fontSize);
  const left = Math.ceil(Math.max(0, ...rows.map(widthOf))) + 10;
  const widest = Math.max(0, ...columns.map(widthOf));
  const fitting = (room: number) =>
    Math.min(cells.max, Math.max(cells.min, Math.floor(room / Math.max(1, columns.length))));
  const slanted = widest + 6 > fitting(width - left);
  const overhang = slanted ? widest * Math.cos(SLANT) : 0;
  const cellWidth = slanted ? fitting(width - left - overhang) : fitting(width - left);
  const top = above + (slanted ? widest * Math.sin(SLANT) + fontSize : fontSize) + 8;
  const apart = rows.map((row, i) => i > 0 && groupOf(row) !== groupOf(rows[i - 1]!));
  // Where no two neighbours belong together there are no groups to keep apart.
  const grouped = apart.some((isApart, i) => i > 0 && !isApart);
  const tops: number[] = [];
  let y = top;
  for (const isApart of apart) {
    y += grouped && isApart ? GROUP_GAP : 0;
    tops.push(y);
    y += cellHeight;
  }
  return {
    left,
    top,
    cellWidth,
    cellHeight,
    fontSize,
    slanted,
    width: Math.max(width, left + cellWidth * columns.length + overhang),
    height: y + 4,
    rowAt: (row) => tops[row]!,
  };
}
