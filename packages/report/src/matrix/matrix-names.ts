import { px } from '../chart/frame.js';
import { type Markup, markup } from '../markup/markup.js';
import { type MatrixLayout, shownName } from './matrix-layout.js';

/** The names of rows, left of them, and of columns, above them. */
export function matrixNames(
  rows: readonly string[],
  columns: readonly string[],
  layout: MatrixLayout,
): readonly Markup[] {
  const { left, top, cellWidth, cellHeight, fontSize, slanted } = layout;
  const size = markup`font-size="${fontSize}"`;
  const written = (name: string) => {
    const shown = shownName(name, fontSize);
    return shown === name ? markup`${name}` : markup`<title>${name}</title>${shown}`;
  };
  const beside = rows.map(
    (row, i) =>
      markup`<text class="matrix-name" ${size} x="${px(left - 7)}" y="${px(layout.rowAt(i) + cellHeight / 2)}" dy="0.34em" text-anchor="end">${written(row)}</text>`,
  );
  const above = columns.map((column, c) => {
    const x = px(left + (c + 0.5) * cellWidth);
    const y = px(top - 6);
    return slanted
      ? markup`<text class="matrix-name" ${size} x="${x}" y="${y}" transform="${`rotate(-45 ${x} ${y})`}">${written(column)}</text>`
      : markup`<text class="matrix-name" ${size} x="${x}" y="${y}" text-anchor="middle">${written(column)}</text>`;
  });
  return [...beside, ...above];
}
