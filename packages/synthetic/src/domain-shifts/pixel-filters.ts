import { cosine, sine } from '../raster/trigonometry.js';

/** An image: RGB bytes, row by row. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Bytes of one or three channels as RGB: grey is repeated in all three. */
export function toRgb(data: Uint8Array, width: number, height: number, channels: 1 | 3): Pixels {
  if (channels === 3) return { data, width, height };
  const rgb = new Uint8Array(3 * width * height).map((_, k) => data[Math.floor(k / 3)]!);
  return { data: rgb, width, height };
}

/** 255 − x. */
export function invert({ data, width, height }: Pixels): Pixels {
  return { data: data.map((v) => 255 - v), width, height };
}

/** A quarter of the length of each channel's Sobel gradient, cut at 255; the border repeats. */
export function edges({ data, width, height }: Pixels): Pixels {
  const out = new Uint8Array(data.length);
  const at = (x: number, y: number, c: number) =>
    data[(Math.min(Math.max(y, 0), height - 1) * width + Math.min(Math.max(x, 0), width - 1)) * 3 + c]!;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) {
        const [nw, n, ne] = [at(x - 1, y - 1, c), at(x, y - 1, c), at(x + 1, y - 1, c)];
        const [sw, s, se] = [at(x - 1, y + 1, c), at(x, y + 1, c), at(x + 1, y + 1, c)];
        const gx = ne + 2 * at(x + 1, y, c) + se - nw - 2 * at(x - 1, y, c) - sw;
        const gy = sw + 2 * s + se - nw - 2 * n - ne;
        out[(y * width + x) * 3 + c] = Math.min(Math.floor(Math.sqrt(gx * gx + gy * gy) / 4 + 0.5), 255);
      }
    }
  }
  return { data: out, width, height };
}

/** The image turned clockwise about its middle (bilinear); black comes in at the corners. */
export function rotate({ data, width, height }: Pixels, turns: number): Pixels {
  const out = new Uint8Array(data.length);
  const c = cosine(turns);
  const s = sine(turns);
  const value = (x: number, y: number, channel: number) =>
    x < 0 || y < 0 || x >= width || y >= height ? 0 : data[(y * width + x) * 3 + channel]!;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const dx = x - (width - 1) / 2;
      const dy = y - (height - 1) / 2;
      const sx = dx * c + dy * s + (width - 1) / 2;
      const sy = dy * c - dx * s + (height - 1) / 2;
      const [x0, y0] = [Math.floor(sx), Math.floor(sy)];
      const [u, v] = [sx - x0, sy - y0];
      for (let k = 0; k < 3; k++) {
        const upper = value(x0, y0, k) * (1 - u) + value(x0 + 1, y0, k) * u;
        const lower = value(x0, y0 + 1, k) * (1 - u) + value(x0 + 1, y0 + 1, k) * u;
        out[(y * width + x) * 3 + k] = Math.floor(upper * (1 - v) + lower * v + 0.5);
      }
    }
  }
  return { data: out, width, height };
}

/** |texture − image| for a texture of one −1 … 1 field a channel, `size` wide. */
export function texture(
  { data, width, height }: Pixels,
  fields: readonly Float32Array[],
  size: number,
): Pixels {
  const out = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) {
        const k = (y * width + x) * 3 + c;
        const ground = Math.floor((fields[c]![y * size + x]! * 0.5 + 0.5) * 255 + 0.5);
        out[k] = Math.abs(ground - data[k]!);
      }
    }
  }
  return { data: out, width, height };
}
