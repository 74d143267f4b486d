import type { NormMap } from '@ftn/library/internal';
import { columns } from './columns.js';

/** A heat map as lines for a terminal. */
export function mapLines({ map }: NormMap): string[] {
  const rows = map.rows.map((row, r) => {
    const cells = map.columns.map((column, c) => [column, map.values[r]![c]?.toFixed(2) ?? '–'] as const);
    return { layer: row, ...Object.fromEntries(cells) };
  });
  return [map.title, ...columns(rows)];
}
