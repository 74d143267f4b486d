import type { Pixels } from '../pixels/pixels.js';

/** Where each pixel of the result comes from: (a·x + b·y + c, d·x + e·y + f). */
type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** A number as 16.16 fixed point, to the nearest. */
const fixed = (value: number) => Math.floor(value * 65_536 + 0.5);

/** Moves pixels by a matrix, the nearest for each, black where there is none; in Pillow's fixed-point arithmetic. */
function affine({ data, width, height }: Pixels, [a, b, c, d, e, f]: Matrix): Pixels {
  const out = new Uint8Array(data.length);
  const [stepX, stepY, rowX, rowY] = [fixed(a), fixed(d), fixed(b), fixed(e)];
  // From the middle of a pixel.
  const startX = fixed(c + a * 0.5 + b * 0.5);
  const startY = fixed(f + d * 0.5 + e * 0.5);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const fromX = Math.floor((startX + y * rowX + x * stepX) / 65_536);
      const fromY = Math.floor((startY + y * rowY + x * stepY) / 65_536);
      if (fromX < 0 || fromX >= width || fromY < 0 || fromY >= height) continue;
      const from = (fromY * width + fromX) * 3;
      const to = (y * width + x) * 3;
      out[to] = data[from]!;
      out[to + 1] = data[from + 1]!;
      out[to + 2] = data[from + 2]!;
    }
  }
  return { data: out, width, height };
}

/** Slants an image about its upper left corner: each row by `x` times its number, each column by `y` times its own. */
export const shear = (image: Pixels, { x = 0, y = 0 }): Pixels => affine(image, [1, x, 0, y, 1, 0]);

/** Moves an image to the right and down by whole pixels. */
export const translate = (image: Pixels, { x = 0, y = 0 }): Pixels => affine(image, [1, 0, -x, 0, 1, -y]);

/** Turns an image about its middle, counter-clockwise by degrees. */
export function rotate(image: Pixels, degrees: number): Pixels {
  if (degrees === 0) return image;
  const angle = (-degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [x, y] = [image.width / 2, image.height / 2];
  return affine(image, [cos, sin, cos * -x + sin * -y + x, -sin, cos, -sin * -x + cos * -y + y]);
}
