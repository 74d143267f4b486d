import type { DisplayNames, ResultRow } from '../types.js';

/** `id`, or what readers know it by. */
export function displayName(id: string, names: DisplayNames = {}): string {
  return Object.hasOwn(names, id) ? (names[id] ?? id) : id;
}

/**
 * What a method with its rank and variant is called in tables, legends and charts: `FTN R=10 (layers=layer4)`.
 *
 * A curve with this label is drawn in the colour the method has everywhere else on the page.
 */
export function systemLabel(
  { method, rank, variant }: Pick<ResultRow, 'method' | 'rank' | 'variant'>,
  names: DisplayNames = {},
): string {
  const ranked = rank === undefined ? '' : ` R=${rank}`;
  return `${displayName(method, names)}${ranked}${variant === undefined ? '' : ` (${variant})`}`;
}
