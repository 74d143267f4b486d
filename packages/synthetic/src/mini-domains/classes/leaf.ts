import { path, smooth } from '../../raster/path.js';

/** A leaf along +x from the origin, `length` long. */
export function leaf(length: number, width: number): number[] {
  return smooth(
    path(
      [0, 0],
      [length * 0.35, -width],
      [length * 0.8, -width * 0.55],
      [length, 0],
      [length * 0.7, width * 0.6],
      [length * 0.3, width * 0.8],
    ),
  );
}
