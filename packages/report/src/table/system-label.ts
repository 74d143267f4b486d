import type { DisplayNames, ResultRow } from '../types.js';

/** `id`, or what readers know it by. */
export function displayName(id: string, names: DisplayNames = {}): string {
  return Object.hasOwn(names, id) ? (names[id] ?? id) : id;
}

/**
 * What a method with its rank is called in tables, legends and charts: `FTN R=10`.
 *
 * A curve with this label is drawn in the colour the method has everywhere else on the page.
 */
export function systemLabel(row: Pick<ResultRow, 'method' | 'rank'>, names: DisplayNames = {}): string {
  const method = displayName(row.method, names);
  return row.rank === undefined ? method : `${method} R=${row.rank}`;
}
