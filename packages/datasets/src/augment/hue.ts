import type { Pixels } from '../pixels/pixels.js';

const f = Math.fround;

/** Hue of a colour, 0 to 255, in Pillow's arithmetic: single precision where its C has floats. */
function hueOf(r: number, g: number, b: number, most: number, least: number): number {
  const range = most - least;
  const [rc, gc, bc] = [f((most - r) / range), f((most - g) / range), f((most - b) / range)];
  const sixths = r === most ? f(bc - gc) : g === most ? f(2 + rc - bc) : f(4 + gc - rc);
  return Math.trunc(f((sixths / 6 + 1) % 1) * 255);
}

/** C's `round` of what is not negative, as a byte. */
const rounded = (value: number) => Math.min(Math.floor(value + 0.5), 255);

/** Writes the colour of a hue, a saturation and a value, each 0 to 255. */
function writeColour(out: Uint8Array, k: number, hue: number, saturation: number, value: number): void {
  const h = f((hue * 6) / 255);
  const s = f(saturation / 255);
  const sixth = Math.floor(h);
  const rest = f(h - sixth);
  const p = rounded(value * (1 - s));
  const q = rounded(value * (1 - s * rest));
  const t = rounded(value * (1 - s * (1 - rest)));
  const colours = [
    [value, t, p],
    [q, value, p],
    [p, value, t],
    [p, q, value],
    [t, p, value],
    [value, p, q],
  ];
  out.set(colours[sixth % 6]!, k);
}

/**
 * Turns the hue by a share of the circle, −0.5 to 0.5, through HSV in bytes as torchvision does with Pillow: the hue moves by
 * whole 255ths, and the conversions round.
 */
export function adjustHue({ data, width, height }: Pixels, factor: number): Pixels {
  const turn = Math.trunc(factor * 255);
  const out = new Uint8Array(data.length);
  for (let k = 0; k < data.length; k += 3) {
    const [r, g, b] = [data[k]!, data[k + 1]!, data[k + 2]!];
    const [most, least] = [Math.max(r, g, b), Math.min(r, g, b)];
    if (most === least) out.fill(most, k, k + 3);
    else {
      const saturation = Math.trunc(f(f(most - least) / most) * 255);
      const hue = (hueOf(r, g, b, most, least) + turn + 256) % 256;
      if (saturation === 0) out.fill(most, k, k + 3);
      else writeColour(out, k, hue, saturation, most);
    }
  }
  return { data: out, width, height };
}
