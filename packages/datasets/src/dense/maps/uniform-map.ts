import { FormatError } from '@ftn/errors';
import { type DenseKey, IGNORED } from '../dense-sample.js';
import type { MapFile } from './map-file.js';

/** Why nothing can be learnt from a map or measured on it, in words; undefined where something can. */
function uniformity(key: DenseKey, data: ArrayLike<number>): string | undefined {
  switch (key) {
    case 'normals':
      return isAll(data, 0) ? 'no pixel has a known normal' : undefined;
    case 'depth':
      return isAll(data, 0) ? 'no pixel has a known depth' : undefined;
    case 'edge':
    case 'labels':
      return oneClass(key, data);
  }
}

/** The values of a map that are counted: none, or one and the same. */
function oneClass(key: 'edge' | 'labels', data: ArrayLike<number>): string | undefined {
  let seen = IGNORED;
  for (let p = 0; p < data.length; p++) {
    const value = data[p]!;
    if (value === IGNORED || value === seen) continue;
    if (seen !== IGNORED) return undefined;
    seen = value;
  }
  if (seen === IGNORED) return `every pixel of the ${key === 'edge' ? 'edge' : 'label'} map is ignored`;
  if (key === 'labels') return `every pixel of the label map is of one class (${seen})`;
  return seen === 1 ? 'every pixel of the edge map is an edge' : 'no pixel of the edge map is an edge';
}

function isAll(data: ArrayLike<number>, value: number): boolean {
  for (let k = 0; k < data.length; k++) if (data[k] !== value) return false;
  return true;
}

/**
 * What training asks of a map: that something can be learnt from it.
 * @throws FormatError where every pixel is ignored or unknown, or, unless `uniform` allows it, all are of one class.
 */
export function requireVaried(
  key: DenseKey,
  data: ArrayLike<number>,
  { path, uniform = false }: Pick<MapFile, 'path' | 'uniform'>,
): void {
  const problem = uniformity(key, data);
  if (problem === undefined || (uniform && !isAll(data, key === 'edge' || key === 'labels' ? IGNORED : 0)))
    return;
  throw new FormatError(problem, {
    file: path,
    expected:
      key === 'normals' || key === 'depth' ? 'at least one known pixel' : 'pixels of two classes or more',
    hint: 'Check how the map is coded, or remove this sample from the list.',
  });
}
