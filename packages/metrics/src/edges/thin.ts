import type { Pixels } from '../images/image.js';
import { Thinner } from './thinner.js';

/**
 * Thins a binary map (non-zero is set) to lines of one pixel: MATLAB's `bwmorph(map, 'thin', Inf)` and
 * scikit-image's `thin`. Returns 0 and 1, height × width.
 */
export function thin(map: Pixels, height: number, width: number): Uint8Array {
  const thinner = new Thinner(height, width);
  for (let i = 0; i < map.length; i++) if (map[i] !== 0) thinner.add(i);
  const kept = new Int32Array(map.length);
  const count = thinner.thin(kept);
  const output = new Uint8Array(map.length);
  for (let i = 0; i < count; i++) output[kept[i]!] = 1;
  return output;
}
