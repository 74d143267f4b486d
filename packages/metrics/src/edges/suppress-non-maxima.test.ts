import { describe, expect, it } from 'vitest';
import fixture from '../__fixtures__/suppression.json' with { type: 'json' };
import { digest } from '../__fixtures__/unpack.js';
import { suppressNonMaxima } from './suppress-non-maxima.js';

/** Waves of lines that cross, over noise, in whole numbers: `ridges` of scripts/references/suppression.py. */
function ridges(height: number, width: number, bits: number): Float32Array {
  const largest = 2 ** bits - 1;
  const map = new Float32Array(height * width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const wave = Math.min(
        (Math.floor((x * x) / 64) + 3 * y) % 101,
        (2 * x + Math.floor((y * y) / 48) + 31) % 89,
      );
      const noise = Math.imul(Math.imul(x, 73856093) + Math.imul(y, 19349663), 2654435761) >>> 24;
      const level = Math.min(4096, Math.max(0, 4096 - 512 * wave) + 2 * noise);
      map[y * width + x] = Math.floor((level * largest) / 4096) / largest;
    }
  }
  return map;
}

describe('suppressNonMaxima', () => {
  it.each(fixture.cases)(
    'equals the published program in every bit: $height × $width, $bits bits',
    ({ height, width, bits, suppressed, kept }) => {
      const map = suppressNonMaxima(ridges(height, width, bits), height, width);
      expect(map.filter((v) => v > 0)).toHaveLength(kept);
      expect(digest(map)).toBe(suppressed);
    },
  );

  it('is tested on at least six maps that tell fused from separate rounding', () => {
    // The published source compiled with fused multiply-add gives other maps: these cases tell the two apart.
    expect(fixture.cases.filter((one) => one.otherwiseIfFused > 0).length).toBeGreaterThanOrEqual(6);
  });
});
