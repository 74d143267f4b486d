import type { RgbImage } from '@ftn/report';

/** The widest a picture of a page is, in pixels; larger ones keep every second, third … pixel. */
const widest = 320;

/** A picture small enough for a page. */
export function shrunk({ width, height, rgb }: RgbImage): RgbImage {
  const step = Math.ceil(width / widest);
  if (step === 1) return { width, height, rgb };
  const [across, down] = [Math.floor(width / step), Math.floor(height / step)];
  const small = new Uint8Array(across * down * 3);
  for (let y = 0; y < down; y++) {
    for (let x = 0; x < across; x++) {
      const from = 3 * (y * step * width + x * step);
      small.set(rgb.subarray(from, from + 3), 3 * (y * across + x));
    }
  }
  return { width: across, height: down, rgb: small };
}
